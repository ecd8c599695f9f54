"""What becomes due in cases by itself. Two at once are harmless: each step changes nothing a second time."""

from apps.accounts.queries import system_actor
from apps.followups import actions, queries
from apps.outbox.commands import do


def pass_on_and_let_go() -> int:
    """Cases whose owner is gone find the next; those that ended long enough ago leave their owner. How many."""
    by, count = system_actor(), 0
    for case_id in queries.without_owner_there():
        do(actions.pass_on, by=by, case_id=case_id)
        count += 1
    for case_id in queries.due_to_go():
        do(actions.let_go_of, by=by, case_id=case_id)
        count += 1
    return count
