"""The way of a visit: (from, to) -> the actions that lead there. Nothing else does. Exported to TypeScript."""

from typing import Final

from apps.common.clock import stamp
from apps.common.errors import Code, Conflict
from apps.encounters.models import Encounter

NEW: Final = ""
BEGIN: Final = "encounter.begin"
WRITE: Final = "encounter.write"
REPORT: Final = "encounter.report_force"
SIGN: Final = "encounter.sign"
AMEND: Final = "encounter.amend"

TRANSITIONS: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    (NEW, "open"): (BEGIN, WRITE, REPORT),
    ("open", "open"): (WRITE, REPORT),
    ("open", "signed"): (SIGN,),
    # once signed nothing is written over; the officer's first report and its number may still follow
    ("signed", "signed"): (REPORT, AMEND),
}


def check(encounter: Encounter, to: str, action: str) -> None:
    """Raise Conflict when this action does not lead there from here: it is signed, or not yet."""
    if action in TRANSITIONS.get((encounter.state, to), ()):
        return
    if encounter.is_signed:
        raise signed(encounter)
    raise Conflict(
        Code.ILLEGAL_TRANSITION, "It is not signed yet: write it.", version=encounter.version, state=encounter.state
    )


def signed(encounter: Encounter) -> Conflict:
    """The refusal of a write that comes after the signature: amend instead. Says who signed, and when."""
    who = encounter.signed_by
    return Conflict(
        Code.ENCOUNTER_SIGNED,
        "This visit is signed. What changes it now is an amendment.",
        version=encounter.version,
        at=stamp(encounter.signed_at),
        by=who.id if who else None,
        by_name=who.get_short_name() if who else "",
    )
