"""What a device holds of instruments, screenings and safety plans: only of those who ask and write them."""

from typing import Any
from uuid import UUID

from apps.access.roles import Role
from apps.encounters.models import Instrument, SafetyPlan, Screening
from apps.encounters.queries.instruments import offered_to, screenings_held_by
from apps.encounters.queries.safety_plan import safety_plans_held_by

_HOLDS = frozenset({Role.CLINICIAN, Role.CASE_MANAGER})


def forms_snapshot(user: Any) -> list[tuple[str, list[UUID]]]:
    """Questionnaires in force for clinicians; what was answered and written in visits they hold."""
    if user.programme_id is None or not user.roles & _HOLDS:
        return []
    parts = [
        (Screening.KIND, list(screenings_held_by(user).order_by("id").values_list("id", flat=True))),
        (SafetyPlan.KIND, list(safety_plans_held_by(user).order_by("id").values_list("id", flat=True))),
    ]
    if Role.CLINICIAN in user.roles:
        parts.append((Instrument.KIND, list(offered_to(user).order_by("id").values_list("id", flat=True))))
    return parts
