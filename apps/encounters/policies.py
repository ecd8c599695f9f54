"""Which class each field of an encounter is in, and who is on one."""

from typing import Any, Final

from apps.access import predicate
from apps.involvement.queries import is_involved


def _all(names: str, of_class: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), of_class)


_BASE = {"id": "key", "version": "key", "created_at": "record"}

CLASS_OF: dict[str, dict[str, str]] = {
    "Encounter": _BASE | _all("assignment incident person", "key") | _all("began_at signed_at signed_by", "visit"),
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

INSTRUMENT: Final = CLASS_OF["Instrument"] | _all("licence", "instrument")
"""Fields of an instrument as they are shown."""
SCREENING: Final = CLASS_OF["Screening"] | _all("incident person", "key") | _all("by_name title", "clinical")
"""Fields of a screening as they are shown."""
SAFETY_PLAN: Final = CLASS_OF["SafetyPlan"] | _all("incident", "key") | _all("written_by_name given", "clinical")
"""Fields of a safety plan as they are shown."""


@predicate("encounters.is_on_it")
def is_on_it(user: Any, encounter: Any) -> bool:
    """Whether this person is one of those who met somebody: has to do with the encounter itself."""
    return encounter is not None and is_involved(user, encounter.KIND, encounter.id)
