"""A neutral letter: to whom, where to, and what it says. Not a word about why."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from apps.access import visible_classes
from apps.common.clock import now
from apps.common.errors import Code, Conflict
from apps.followups.models import Case
from apps.followups.queries.facts import letter_point
from apps.people.queries import full_name


@dataclass(frozen=True)
class Letter:
    """What is on the page."""

    case_id: UUID
    language: str
    name: str
    address: str
    on: date
    sender: str
    phone: str


def letter_of(user: Any, case: Case, language: str = "") -> Letter:
    """Raises Conflict (NOT_SAFE_FOR_LETTER) where no address was called safe, or this viewer may not know of one."""
    point = letter_point(case)
    person = case.person
    if point is None or person is None or "contacts" not in visible_classes(user, person):
        raise Conflict(Code.NOT_SAFE_FOR_LETTER, "No address was called safe for a letter.", version=case.version)
    spoken = (language or point.language or person.language).lower()
    return Letter(
        case_id=case.id,
        language="es" if spoken.startswith(("es", "sp")) else "en",
        name=full_name(person),
        address=point.value,
        on=now().astimezone(ZoneInfo(case.zone)).date(),
        sender=case.owner.name,
        phone=case.owner.phone or str(case.programme.settings.get("care_phone") or ""),
    )
