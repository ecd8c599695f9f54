"""The ladder of contacts after a visit: which steps, by when, and what one contact covers. Pure; nothing is written.

Hours are a promise: where one falls into the quiet hours of the person, the step is due before they begin.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from apps.accounts.queries import whole_setting
from apps.common.quiet import Quiet, is_quiet, next_allowed, quiet_of

CONTACTS: Final = ("day1", "day2", "day3", "day7", "day30")
BEFORE_VISIT, DID_ATTEND = "before_visit", "did_attend"
NOT_KNOWN: Final = "not_known"
ASK_AGAIN_WITHIN: Final = timedelta(days=7)
"""Whether somebody came is not put off for longer at a time. Unverified default."""


@dataclass(frozen=True)
class Step:
    """One contact: within so many hours, for these risks; none named: for everybody."""

    name: str
    hours: int
    risks: tuple[str, ...] = ()

    def is_for(self, risk: str) -> bool:
        """Whether somebody of this risk is contacted by it."""
        return not self.risks or risk in self.risks


USUAL: Final = (
    Step("day1", 24, ("high",)),
    Step("day2", 48),
    Step("day3", 72),
    Step("day7", 24 * 7),
    Step("day30", 24 * 30),
)
"""24 h for high risk (Zero Suicide: a caring contact within 24 h), 48 h for all (988: 24-48 h after), 72 h
(California), 7 and 30 days: reference/domain.md §5.1. `case_ladder`: a list of {name, hours, risks}."""

TRIES: Final = 5
"""Attempts before a person decides: 988 follow-up names three to five (domain.md §5.1); `case_tries`."""
AGAIN_H: Final = 4
"""Hours until the next try after one that reached nobody. Unverified default; `case_again_h`."""
DECIDE_H: Final = 24
"""Hours in which a person decides once the tries are used up. Unverified default; `case_decide_h`."""
OFFER_H: Final = 12
"""Hours in which a colleague answers an offer: one shift. Unverified default; `case_offer_h`."""
LETTER_DAYS: Final = 7
"""Days until it is looked at again after a letter. Unverified default; `case_letter_days`."""
BEFORE_VISIT_H: Final = 24
"""Hours before an appointment by which the person is spoken to. Unverified default; `case_before_visit_h`."""
ATTEND_H: Final = 2
"""Hours after an appointment until it is asked whether the person came: screen z3; `referral_attend_h`."""
REOPEN_DAYS: Final = 90
"""Days after its end in which a new incident opens a case again: EMCOT follows up to 90 (domain.md §5.1);
`case_reopen_days`."""
KEPT_DAYS: Final = 7
"""Days that an ended case stays with its owner, and on the list as landed; `case_kept_days`. Unverified default."""
_MOST_H: Final = 24 * 365


@dataclass(frozen=True)
class Policy:
    """The figures of one programme."""

    steps: tuple[Step, ...]
    quiet: Quiet
    tries: int
    again: timedelta
    decide: timedelta
    offer: timedelta
    letter: timedelta
    before_visit: timedelta
    attend: timedelta
    reopen: timedelta
    kept: timedelta

    @classmethod
    def of(cls, settings: Any) -> "Policy":
        """As the programme has them; whatever is no sensible figure is the default."""
        chosen: Mapping[str, Any] = settings if isinstance(settings, Mapping) else {}

        def hours(name: str, default: int) -> timedelta:
            return timedelta(hours=whole_setting(chosen.get(name), default, _MOST_H))

        def days(name: str, default: int) -> timedelta:
            return timedelta(days=whole_setting(chosen.get(name), default, 365))

        return cls(
            steps=ladder_of(chosen),
            quiet=quiet_of(chosen),
            tries=whole_setting(chosen.get("case_tries"), TRIES, 20),
            again=hours("case_again_h", AGAIN_H),
            decide=hours("case_decide_h", DECIDE_H),
            offer=hours("case_offer_h", OFFER_H),
            letter=days("case_letter_days", LETTER_DAYS),
            before_visit=hours("case_before_visit_h", BEFORE_VISIT_H),
            attend=hours("referral_attend_h", ATTEND_H),
            reopen=days("case_reopen_days", REOPEN_DAYS),
            kept=days("case_kept_days", KEPT_DAYS),
        )


def ladder_of(settings: Mapping[str, Any]) -> tuple[Step, ...]:
    """The programme's steps in the order of their hours; rows that make no sense are left out. None: the usual."""
    chosen = settings.get("case_ladder")
    rows = [_step(row) for row in chosen] if isinstance(chosen, list) else []
    found = {row.name: row for row in rows if row is not None}
    return tuple(sorted(found.values(), key=lambda row: row.hours)) or USUAL


def _step(row: Any) -> Step | None:
    if not isinstance(row, Mapping) or row.get("name") not in CONTACTS:
        return None
    hours = whole_setting(row.get("hours"), 0, _MOST_H)
    risks = row.get("risks") or []
    if not hours or not isinstance(risks, list):
        return None
    return Step(row["name"], hours, tuple(str(risk) for risk in risks))


def steps_for(policy: Policy, risk: str, since: datetime, zone: str) -> list[tuple[str, datetime]]:
    """(name, due) of each contact of somebody of this risk, counted from `since`; in the order of their hours."""
    return [
        (step.name, before_quiet(since, since + timedelta(hours=step.hours), zone, policy.quiet))
        for step in policy.steps
        if step.is_for(risk)
    ]


def before_quiet(since: datetime, due: datetime, zone: str, quiet: Quiet) -> datetime:
    """The last moment until `due` at which the person may be called; where that is before `since`: the next one."""
    if not is_quiet(due, zone, quiet):
        return due.astimezone(UTC)
    early = late = due
    while is_quiet(early, zone, quiet):  # no night is longer than a day
        early, late = early - timedelta(minutes=15), early
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        early, late = (early, middle) if is_quiet(middle, zone, quiet) else (middle, late)
    found = early.replace(microsecond=0).astimezone(UTC)
    return found if found > since else next_allowed(due, zone, quiet)


def covered_from(dues: Sequence[datetime], index: int, since: datetime) -> datetime:
    """From when on a contact counts as this step's: nearer to its hour than to the one of the step before."""
    before = dues[index - 1] if index else since
    return before + (dues[index] - before) / 2
