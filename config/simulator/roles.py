"""Roles that change in the middle of the day, by the actions of administration: it has screens and no API for it."""

from typing import Any
from uuid import UUID

from apps.accounts import actions as accounts
from apps.accounts.models import Membership, User
from apps.outbox.commands import do
from config import seed
from config.simulator.store import Key
from config.simulator.truth import strangers


def take(user_id: UUID) -> Membership:
    """End this person's role, at once on every device."""
    there = Membership.objects.filter(user_id=user_id, until__isnull=True).earliest("since")
    done: Membership = do(accounts.end_membership, by=seed.system(), membership_id=there.id)
    return done


def give(user_id: UUID, before: Membership) -> None:
    """The same role again."""
    where: dict[str, Any] = {"role": before.role, "programme_id": before.programme_id}
    do(accounts.grant_membership, by=seed.system(), user_id=user_id, **where)


def still_held(user_id: UUID, keys: list[Key]) -> list[str]:
    """What a phone keeps that its person may not see without the role."""
    return strangers(User.objects.get(id=user_id), keys)
