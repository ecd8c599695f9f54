"""Who reads what is clinical: never an officer, never the desk, whatever else they may know of a visit."""

from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from apps.access.roles import Role
from apps.accounts.queries import members
from apps.encounters.models import Encounter
from apps.encounters.queries.scope import held_by, visible_to
from apps.involvement.queries import people_involved
from apps.outbox.publish import user_stream

CLINICAL: Final = frozenset({Role.CLINICIAN, Role.CASE_MANAGER, Role.SUPERVISOR})


def encounters_of(user: Any) -> "QuerySet[Encounter]":
    """The encounters whose clinical part this person may read; none for an officer, also of his own."""
    rows = visible_to(user)
    return rows if user.is_system or user.roles & CLINICAL else rows.none()


def clinical_held_by(user: Any) -> "QuerySet[Encounter]":
    """Of these, those whose clinical part a device of this person may hold."""
    rows = held_by(user)
    return rows if user.is_system or user.roles & CLINICAL else rows.none()


def clinical_streams(programme_id: UUID, thing: Any) -> list[str]:
    """The streams of those who have to do with it and may read it. Others do not even hear of it."""
    may = {user.id for user in members(programme_id, [Role.CLINICIAN, Role.CASE_MANAGER])}
    concerned = {user_id for kind, object_id in thing.concerns for user_id in people_involved(kind, object_id)}
    return [user_stream(user_id) for user_id in sorted(concerned & may)]
