"""What falls due in referrals by itself. Two at once are harmless: each row is done under its own key."""

from apps.accounts.models import Programme
from apps.accounts.queries import system_actor
from apps.outbox.commands import do, key_for
from apps.referrals.actions import care, clocks
from apps.referrals.queries.overdue import silent, untold


def due_referrals() -> int:
    """Climb every rung that is due, however long ago, and give up places that stay silent; answers how many."""
    by, rungs = system_actor(), untold()
    for referral_id, due_at, rung in rungs:
        key = key_for(referral_id, f"{rung} {due_at.isoformat()}")
        do(clocks.remind, by=by, key=key, referral_id=referral_id, rung=rung)
    given_up = silent()
    for referral_id in given_up:
        do(clocks.expire, by=by, referral_id=referral_id)
    return len(rungs) + len(given_up)


def let_go_of_old() -> None:
    """Take needs off devices once they have ended long enough ago."""
    by = system_actor()
    for programme in Programme.objects.order_by("id"):
        for need_id in care.due_to_go(programme):
            do(care.let_go, by=by, need_id=need_id)
