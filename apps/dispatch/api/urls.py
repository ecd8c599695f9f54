"""Under /api/."""

from django.urls import path

from apps.dispatch.api import views

_ONE = "assignments/<uuid:assignment_id>"

urlpatterns = [
    path("assignments", views.Send.as_view()),
    path("assignments/own", views.StartOwn.as_view()),
    path(f"{_ONE}/accept", views.Accept.as_view()),
    path(f"{_ONE}/decline", views.Decline.as_view()),
    path(f"{_ONE}/status", views.Status.as_view()),
    path(f"{_ONE}/undo", views.Undo.as_view()),
    path(f"{_ONE}/cancel", views.Cancel.as_view()),
    path(f"{_ONE}/divert", views.Divert.as_view()),
    path(f"{_ONE}/clear", views.Clear.as_view()),
    path(f"{_ONE}/hold", views.HoldBack.as_view()),
    path(f"{_ONE}/correct", views.Correct.as_view()),
    path(f"{_ONE}/alarm", views.TakeAlarm.as_view()),
    path("incidents/<uuid:incident_id>/teams", views.SuitableTeams.as_view()),
]
