"""Under /api/."""

from django.urls import path

from apps.encounters.api import views

_ONE = "encounters/<uuid:encounter_id>"

urlpatterns = [
    path(_ONE, views.OneEncounter.as_view()),
    path(f"{_ONE}/begin", views.Begin.as_view()),
    path(f"{_ONE}/officer", views.ReportForce.as_view()),
    path(f"{_ONE}/sign", views.Sign.as_view()),
    path(f"{_ONE}/amend", views.Amend.as_view()),
]
