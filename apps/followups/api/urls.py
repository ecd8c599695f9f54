"""Under /api/."""

from django.urls import path

from apps.followups.api import views

urlpatterns = [
    path("shifts/<uuid:shift_id>/handover", views.Handover.as_view()),
    path("cases/without-manager", views.WithoutManager.as_view()),
]
