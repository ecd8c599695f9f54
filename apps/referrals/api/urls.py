"""Under /api/."""

from django.urls import path

from apps.referrals.api import links, needs, referrals, tokens

_NEED, _ONE = "needs/<uuid:need_id>", "referrals/<uuid:referral_id>"

urlpatterns = [
    path("needs", needs.Needs.as_view()),
    path(_NEED, needs.OneNeed.as_view()),
    path(f"{_NEED}/places", needs.AskNextPlace.as_view()),
    path(f"{_NEED}/take", needs.TakeNeed.as_view()),
    path(f"{_NEED}/give", needs.GiveNeed.as_view()),
    path(f"{_NEED}/owners", needs.NeedOwners.as_view()),
    path(f"{_NEED}/end", needs.EndNeed.as_view()),
    path(f"{_ONE}/answer", referrals.AnswerReferral.as_view()),
    path(f"{_ONE}/send", referrals.SendReferral.as_view()),
    path(f"{_ONE}/attended", referrals.Attended.as_view()),
    path(f"{_ONE}/missed", referrals.Missed.as_view()),
    path(f"{_ONE}/no-contact", referrals.NoContact.as_view()),
    path(f"{_ONE}/close", referrals.CloseReferral.as_view()),
    path(f"{_ONE}/cancel", referrals.CancelReferral.as_view()),
    path(f"{_ONE}/confirm-cancel", referrals.ConfirmCancel.as_view()),
    path(f"{_ONE}/mark-error", referrals.MarkReferral.as_view()),
    path(f"{_ONE}/note", referrals.NoteReferral.as_view()),
    path(f"{_ONE}/link", links.SendLink.as_view()),
    path(f"{_ONE}/factor", links.TellFactor.as_view()),
    path(f"{_ONE}/request.pdf", links.Paper.as_view()),
    path(f"{_ONE}/left", referrals.LeftForPlace.as_view()),
    path(f"{_ONE}/arrived", referrals.ArrivedAtPlace.as_view()),
    path(f"{_ONE}/handover", referrals.HandOver.as_view()),
    path(f"{_ONE}/take-back", referrals.TakeBack.as_view()),
    path("services/<uuid:service_id>/systems", tokens.Systems.as_view()),
    path("partner-tokens", tokens.MakeToken.as_view()),
    path("partner-tokens/<uuid:token_id>/rotate", tokens.RotateToken.as_view()),
    path("partner-tokens/<uuid:token_id>/revoke", tokens.RevokeToken.as_view()),
]
