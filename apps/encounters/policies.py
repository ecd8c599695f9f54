"""Which class each field of a visit is in, and the predicate of the access table that concerns it."""

from typing import Any

from apps.access import predicate
from apps.encounters.models import Encounter, ForceReport
from apps.involvement.queries import is_involved as involves


def _all(names: str, of_class: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), of_class)


_BASE = {"id": "key", "version": "key", "created_at": "record"}
_OFFICERS = "force types reason injured treated restraint weapon report_number by filed_at"

CLASS_OF: dict[str, dict[str, str]] = {
    "Encounter": _BASE
    | _all("assignment incident person", "key")
    | _all("state began_at signed_at signed_by", "visit")
    | _all("contact contact_at contact_off_s transport_place transport_mode", "visit")
    # whether on a hold is clinical; that somebody was taken somewhere is not (`transported`)
    | {"transport": "clinical"}
    | _all("reasons observed protective judgement judgement_why prompts helped medical", "clinical")
    | _all("disposition disposition_row decided_by least_restrictive why_not note owner_next", "clinical")
    | _all("field_marks grave_at", "record"),
    "ForceReport": _BASE | {"encounter": "key", "received_at": "record"} | _all(_OFFICERS, "force"),
    # Each amendment is of the class of the part that it amends: the projection puts it there.
    "Amendment": _BASE
    | {"encounter": "key", "received_at": "record"}
    | _all("part field was now reason is_late by occurred_at", "clinical"),
    # How visits may end is known to those who write them; it says nothing of anybody.
    "Disposition": _BASE
    | {"programme": "key"}
    | _all("code text group position needs_contact needs_place transport opens_case case_rule", "staff")
    | _all("effective_from effective_until", "staff"),
    # ---- instruments and safety plan
    "Instrument": _BASE
    | _all("programme", "key")
    | _all("url number title languages questionnaire side scoring retired_at", "instrument")
    | _all("holder permitted_by permitted_until", "instrument")
    | _all("digest loaded_by", "record"),
    "Screening": _BASE
    | _all("encounter", "key")
    | _all("instrument response score low high band missing declined by at", "clinical"),
    "SafetyPlan": _BASE
    | _all("programme person encounter", "key")
    | _all("number language parts written_by written_at", "clinical"),
    "SafetyPlanGiven": _BASE
    | _all("plan", "key")
    | _all("how contact_point by at expires_at tries opened_at revoked_at", "clinical")
    | _all("code_hash word_hash", "secret"),
}

ENCOUNTER = (
    CLASS_OF["Encounter"]
    | _all("signed_by_name transported", "visit")
    | _all("disposition_text amendments safety_plan", "clinical")
    | {"officer": "force", "officer_amendments": "force", "force_used": "force_outcome"}
)
"""Fields of an encounter as it is shown."""
INSTRUMENT = CLASS_OF["Instrument"] | _all("licence", "instrument")
"""Fields of an instrument as they are shown."""
SCREENING = CLASS_OF["Screening"] | _all("incident person", "key") | _all("by_name title", "clinical")
"""Fields of a screening as they are shown."""
SAFETY_PLAN = CLASS_OF["SafetyPlan"] | _all("incident", "key") | _all("written_by_name given", "clinical")
"""Fields of a safety plan as they are shown."""


@predicate("encounters.was_there")
def was_there(user: Any, obj: Any) -> bool:
    """Whether this person was in this very visit, or wrote its officer's part: involvement in either is a row.

    To have to do with the person whom it was about is not enough. A projection of many rows marks each (`seen_as`).
    """
    if not isinstance(obj, Encounter) or user.id is None:
        return False
    known = getattr(obj, "seen_as", None)
    if known is not None and known[0] == user.id:
        return bool(known[1])
    return any(involves(user, kind, obj.id) for kind in (Encounter.KIND, ForceReport.KIND))
