"""Under /api/."""

from django.urls import path

from apps.teams.api import views

urlpatterns = [
    path("teams", views.Teams.as_view()),
    path("teams/<uuid:team_id>/status", views.TeamStatus.as_view()),
    path("teams/<uuid:team_id>/vehicle", views.TeamVehicle.as_view()),
    path("colleagues", views.Colleagues.as_view()),
    path("shifts", views.StartShift.as_view()),
    path("shifts/<uuid:shift_id>/confirm", views.ConfirmShift.as_view()),
    path("shifts/<uuid:shift_id>/decline", views.DeclineShift.as_view()),
    path("shifts/<uuid:shift_id>/end", views.EndShift.as_view()),
    path("position", views.Position.as_view()),
]
