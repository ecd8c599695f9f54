"""Tell a place what it has to know, and the team how far that got. Reactions to events; each is done once."""

from typing import Any
from uuid import UUID

from apps.access import allow
from apps.notifications.models import Message
from apps.outbox.commands import NEVER, action
from apps.referrals.actions.common import finish, lock_by_place
from apps.referrals.actions.links import (
    CALLED_OFF,
    NEWS,
    ask_who_came_later,
    end_links,
    make_link,
    tell_coming,
    tell_over,
)
from apps.referrals.models import Need, Referral
from apps.referrals.queries.links import LIVE, links_of

Status = Referral.Status


@action("place.tell", offline=NEVER)
def ask_place(*, by: Any, referral_id: UUID) -> Need | None:
    """Make a link for a place that is asked and has none; one that was let go meanwhile gets nothing."""
    allow(by, "place.tell")
    held, row = lock_by_place(referral_id, by, "place.tell")
    if row.status != Status.SENT or links_of(row).exists():
        return None
    make_link(row)
    return finish(held)


@action("place.tell", offline=NEVER)
def tell_place_over(*, by: Any, referral_id: UUID) -> Need | None:
    """Its links end. A place that said yes has to confirm and gets a link for it; others are told that it is over."""
    allow(by, "place.tell")
    held, row = lock_by_place(referral_id, by, "place.tell")
    if row.status == Status.CANCEL_REQUESTED:
        if make_link(row, text=CALLED_OFF) is None:
            return None
    elif row.status in LIVE:
        return None  # asked once more meanwhile
    elif _knows_already(row):
        end_links(row)
    else:
        tell_over(row)
    return finish(held)


def _knows_already(row: Referral) -> bool:
    """Whether it was asked to confirm, and has."""
    rows = Message.objects.filter(about_kind=Referral.KIND, about_id=row.id, text=CALLED_OFF)
    return rows.exists()


@action("place.tell", offline=NEVER)
def tell_place_news(*, by: Any, referral_id: UUID) -> Need | None:
    """One more link beside those that are open, in a message that says: there is something to read."""
    allow(by, "place.tell")
    held, row = lock_by_place(referral_id, by, "place.tell")
    if row.status not in LIVE or make_link(row, text=NEWS, replaces=False) is None:
        return None
    return finish(held)


@action("place.tell", offline=NEVER)
def tell_place_coming(*, by: Any, referral_id: UUID) -> Need | None:
    """The team has left for a place that said yes. Once, also when it is said again that it has."""
    allow(by, "place.tell")
    held, row = lock_by_place(referral_id, by, "place.tell")
    if row.status not in (Status.ACCEPTED, Status.SCHEDULED) or row.left_at is None or row.arrived_at is not None:
        return None
    tell_coming(row)
    return finish(held)


@action("place.tell", offline=NEVER)
def ask_place_who_came(*, by: Any, referral_id: UUID) -> Need | None:
    """An hour after a booked time the place is asked whether they came; another time takes the place of this one."""
    allow(by, "place.tell")
    held, row = lock_by_place(referral_id, by, "place.tell")
    return finish(held) if ask_who_came_later(row) else None


@action("place.show", offline=NEVER)
def show_handoff(*, by: Any, referral_id: UUID) -> Need:
    """How far the last message about it got is part of the need as it is shown."""
    allow(by, "place.show")
    held, _row = lock_by_place(referral_id, by, "place.show")
    return finish(held)
