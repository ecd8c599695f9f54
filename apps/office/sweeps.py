"""The record's chain is checked once a day, so that nobody has to think of it."""

from apps.accounts.queries import system_actor
from apps.audit.seal import seal
from apps.office.actions import verify_chain
from apps.outbox.commands import do


def check_record() -> None:
    """Check the chain and record what was found."""
    seal()
    do(verify_chain, by=system_actor())
