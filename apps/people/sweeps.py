"""What falls due in plans and consents by itself. Two at once are harmless: each row is done under its own key."""

from apps.accounts.queries import system_actor
from apps.common.clock import now
from apps.outbox.commands import do, key_for
from apps.people.actions import consent
from apps.people.actions.plan_field import climb, tell_end
from apps.people.models import Consent, PlanBasis, PlanReminder

BATCH = 200


def due_plans() -> int:
    """Climb every rung that is due, however long ago, and tell the ends of consents; answers how many."""
    by, at = system_actor(), now()
    rungs = PlanReminder.objects.filter(done_at__isnull=True, due_at__lte=at).order_by("due_at", "id")
    for rung in list(rungs.values_list("id", flat=True)[:BATCH]):
        do(climb, by=by, key=key_for(rung, "rung"), reminder_id=rung)
    ends = PlanBasis.objects.filter(ended_at__isnull=True, told_end=False, ends_at__lte=at).order_by("ends_at", "id")
    over = list(ends.values_list("id", flat=True)[:BATCH])
    for basis in over:
        do(tell_end, by=by, key=key_for(basis, "end"), basis_id=basis)
    return len(over)


def due_consents() -> int:
    """Tell phones of the consents whose last day is over; answers how many."""
    by = system_actor()
    rows = Consent.objects.filter(told_end=False, ends_at__lte=now()).order_by("ends_at", "id")
    over = list(rows.values_list("id", flat=True)[:BATCH])
    for consent_id in over:
        do(consent.tell_end, by=by, key=key_for(consent_id, "end"), consent_id=consent_id)
    return len(over)
