"""Under /api/."""

from django.urls import path

from apps.followups.api import views
from apps.followups.api.replies import Replies

urlpatterns = [
    path("messages/replies", Replies.as_view()),
    path("shifts/<uuid:shift_id>/handover", views.Handover.as_view()),
    path("cases/without-manager", views.WithoutManager.as_view()),
]
