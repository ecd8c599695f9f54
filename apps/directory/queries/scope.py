"""Whose directory somebody reads: the programme's own."""

from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from apps.access.roles import Role
from apps.access.table import ACTIONS
from apps.accounts.models import User
from apps.accounts.queries import members
from apps.directory.models import Directory, Service

READERS: Final = frozenset(ACTIONS["directory.read"])


def visible_to(user: Any) -> "QuerySet[Service]":
    """The services of this person's programme, those that are gone too; the system sees all."""
    rows = Service.objects.all()
    if user.is_system:
        return rows
    if user.programme_id is None or not user.roles & READERS:
        return rows.none()
    return rows.filter(programme_id=user.programme_id)


def directories_visible_to(user: Any) -> "QuerySet[Directory]":
    """The counter of this person's programme's directory."""
    rows = Directory.objects.all()
    if user.is_system:
        return rows
    if user.programme_id is None or not user.roles & READERS:
        return rows.none()
    return rows.filter(programme_id=user.programme_id)


def readers_of(programme_id: UUID) -> "QuerySet[User]":
    """Everybody whose device may hold a copy."""
    return members(programme_id, [Role(role) for role in READERS])
