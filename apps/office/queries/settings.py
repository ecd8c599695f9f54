"""What a programme may choose, with what counts when it chooses nothing. The defaults are the apps' own."""

from dataclasses import dataclass
from typing import Any, Final

from apps.accounts.queries import CONSENT_DAYS, LEASE_HOURS, LOCK_MINUTES, MAJORITY, programmes_visible_to
from apps.common.quiet import USUAL as QUIET
from apps.directory.queries.shapes import STALE_H
from apps.followups import ladder
from apps.incidents.queries.find import REPEAT_DAYS
from apps.referrals.queries import clocks


@dataclass(frozen=True)
class Setting:
    """One figure: its name in `Programme.settings`, words, unit, default, and the most it may be.

    `kind` is whole, yes_no, words, hour or ladder.
    """

    name: str
    title: str
    unit: str
    default: Any
    most: int
    group: str
    kind: str = "whole"


def _clock(what: str, title: str, table: dict[str, int]) -> list[Setting]:
    words = {"now": "needed now", "soon": "needed soon", "routine": "routine"}
    return [
        Setting(f"referral_{what}_{one}_h", f"{title}, {words[one]}", "h", default, 2_160, "Places that are asked")
        for one, default in table.items()
    ]


_PHONES, _PLACES, _RULES = "Phones and desks", "Places that are asked", "People and calls"
_CASES: Final = "After the visit"
SETTINGS: Final[tuple[Setting, ...]] = (
    Setting("lease_hours", "A phone without contact locks for good after", "h", LEASE_HOURS, 336, _PHONES),
    Setting("lock_minutes_phone", "A phone locks after", "min", LOCK_MINUTES["phone"], 60, _PHONES),
    Setting("lock_minutes_desk", "A desk locks after", "min", LOCK_MINUTES["desk"], 120, _PHONES),
    Setting("unlock_desk", "Telephone of the unlock desk", "", "", 40, _PHONES, "words"),
    Setting("repeat_call_days", "Earlier calls are shown for", "days", REPEAT_DAYS, 3_650, _RULES),
    Setting("minor_consent_age", "Somebody decides alone from the age of", "years", MAJORITY, MAJORITY, _RULES),
    Setting("consent_max_days", "A consent runs for at most", "days", CONSENT_DAYS, 3_660, _RULES),
    Setting("treatment_needs_consent", "Treatment too needs a consent", "", False, 1, _RULES, "yes_no"),
    Setting("capacity_fresh_hours", "A word about room is fresh for", "h", STALE_H, 168, _PLACES),
    *_clock("answer", "A place answers within", clocks.ANSWER_H),
    *_clock("act", "We act within", clocks.ACT_H),
    *_clock("supervisor", "Past due, supervisors see it after", clocks.SUPERVISOR_H),
    Setting(
        "referral_attend_h", "After an appointment we ask whether they came", "h", clocks.ATTEND_H, 2_160, _PLACES
    ),
    Setting(
        "referral_close_days", "After attending we ask whether it helped", "days", clocks.CLOSE_DAYS, 365, _PLACES
    ),
    Setting("referral_expire_days", "An unanswered referral is over after", "days", clocks.EXPIRE_DAYS, 365, _PLACES),
    Setting("case_tries", "Tries before a person decides", "", ladder.TRIES, 20, _CASES),
    Setting("case_again_h", "Next try after one that reached nobody", "h", ladder.AGAIN_H, 8_760, _CASES),
    Setting("case_decide_h", "A person decides within", "h", ladder.DECIDE_H, 8_760, _CASES),
    Setting("case_offer_h", "An offered case is answered within", "h", ladder.OFFER_H, 8_760, _CASES),
    Setting("case_letter_days", "After a letter it is looked at again in", "days", ladder.LETTER_DAYS, 365, _CASES),
    Setting("case_reopen_days", "A new call opens an ended case within", "days", ladder.REOPEN_DAYS, 365, _CASES),
    Setting("case_kept_days", "An ended case stays on the list for", "days", ladder.KEPT_DAYS, 365, _CASES),
    Setting("care_phone", "Telephone of the follow-up team", "", "", 32, _CASES, "words"),
    Setting("quiet_from", "Nobody is called from", "", f"{QUIET.start:%H:%M}", 5, _CASES, "hour"),
    Setting("quiet_to", "until", "", f"{QUIET.end:%H:%M}", 5, _CASES, "hour"),
    Setting("staff_quiet", "Staff who are not at work are let sleep then", "", False, 1, _CASES, "yes_no"),
    Setting("drop_off_minutes", "At the door somebody takes over within", "min", clocks.DROP_OFF_MIN, 1_440, _PLACES),
)


LADDER: Final = Setting("case_ladder", "The ladder of contacts", "", None, 0, "", "ladder")
"""Edited on a screen of its own."""


def chosen(user: Any) -> dict[str, Any]:
    """Setting -> what the programme has chosen; missing where the default counts."""
    programme = programmes_visible_to(user).first()
    kept = programme.settings if programme else {}
    return {one.name: kept[one.name] for one in SETTINGS if one.name in kept}
