"""Under /api/."""

from django.urls import path

from apps.directory.api import views

_ONE = "services/<uuid:service_id>"

urlpatterns = [
    path("directory", views.Pages.as_view()),
    path("services/sud-to-review", views.SudToReview.as_view()),
    path(_ONE, views.OneService.as_view()),
    path(f"{_ONE}/capacity", views.ReportCapacity.as_view()),
    path(f"{_ONE}/correct", views.CorrectService.as_view()),
    path(f"{_ONE}/settle", views.SettleFact.as_view()),
    path(f"{_ONE}/sud", views.ReviewSud.as_view()),
    path(f"{_ONE}/handoff", views.WriteHandoff.as_view()),
    path(f"{_ONE}/links", views.MakeLink.as_view()),
    path(f"{_ONE}/links/<uuid:link_id>/end", views.EndLink.as_view()),
]
