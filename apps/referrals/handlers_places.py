"""What a place is told of a referral: a link when it is asked, news it has to know, and when it is over."""

from typing import Any
from uuid import UUID

from apps.referrals.actions import telling


def when_referral_sent(*, by: Any, payload: dict[str, Any]) -> None:
    """The place is asked: it gets a link."""
    telling.ask_place(by=by, referral_id=UUID(payload["id"]))


def when_referral_over(*, by: Any, payload: dict[str, Any]) -> None:
    """Released, withdrawn, called off or a mistake: links end, and whoever was asked is told."""
    telling.tell_place_over(by=by, referral_id=UUID(payload["id"]))


def when_referral_said(*, by: Any, payload: dict[str, Any]) -> None:
    """Our side answered a question: the place is told that there is something to read."""
    telling.tell_place_news(by=by, referral_id=UUID(payload["id"]))


def when_referral_on_the_way(*, by: Any, payload: dict[str, Any]) -> None:
    """The team has left with the person: the place that said yes hears it."""
    telling.tell_place_coming(by=by, referral_id=UUID(payload["id"]))


def when_referral_booked_or_over(*, by: Any, payload: dict[str, Any]) -> None:
    """There is a time, another one, or none any more: the question whether they came follows it."""
    telling.ask_place_who_came(by=by, referral_id=UUID(payload["id"]))


def when_message_moved(*, by: Any, payload: dict[str, Any]) -> None:
    """A message about a referral has left, or has not: whoever follows the need sees it."""
    if payload["about_kind"] == "referral" and payload["about_id"]:
        telling.show_handoff(by=by, referral_id=UUID(payload["about_id"]))
