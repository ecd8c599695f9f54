"""Under /api/."""

from django.urls import path

from apps.followups.api import cases, reads, views
from apps.followups.api.replies import CaseReminders, Replies

_CASE = "cases/<uuid:case_id>"

urlpatterns = [
    path("messages/replies", Replies.as_view()),
    path("shifts/<uuid:shift_id>/handover", views.Handover.as_view()),
    path("cases/without-manager", views.WithoutManager.as_view()),
    path("cases/owners", reads.Owners.as_view()),
    path("cases/find", reads.FindCase.as_view()),
    path("cases", reads.Worklist.as_view()),
    path(_CASE, reads.OneCase.as_view()),
    path(f"{_CASE}/reminders", CaseReminders.as_view()),
    path(f"{_CASE}/timeline", reads.CaseTimeline.as_view()),
    path(f"{_CASE}/letter.pdf", reads.Letter.as_view()),
    path(f"{_CASE}/attempts", cases.LogAttempt.as_view()),
    path(f"{_CASE}/later", cases.MoveLater.as_view()),
    path(f"{_CASE}/text", cases.SendText.as_view()),
    path(f"{_CASE}/offer", cases.OfferCase.as_view()),
    path(f"{_CASE}/accept", cases.AcceptCase.as_view()),
    path(f"{_CASE}/decline", cases.DeclineCase.as_view()),
    path(f"{_CASE}/take", cases.TakeCase.as_view()),
    path(f"{_CASE}/give", cases.GiveCase.as_view()),
    path(f"{_CASE}/land", cases.LandCase.as_view()),
    path(f"{_CASE}/close", cases.CloseCase.as_view()),
    path(f"{_CASE}/reopen", cases.ReopenCase.as_view()),
    path(f"{_CASE}/decide", cases.DecideCase.as_view()),
]
