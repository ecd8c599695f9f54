"""What becomes due in visits."""

from apps.accounts.models import Programme
from apps.accounts.queries import system_actor
from apps.encounters import actions
from apps.outbox.commands import do


def let_go_of_old() -> None:
    """Take visits off the phones of those who wrote them, once they are amended no more."""
    by = system_actor()
    for programme_id in Programme.objects.values_list("id", flat=True):
        do(actions.let_go, by=by, programme_id=programme_id)
