"""One month's report: every figure with the month before, as much of it as may be shown. The same for every road out.

Screen, CSV and paper are all made of this one answer, so that what is hidden is hidden in each of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from apps.access import may
from apps.accounts.models import Agency, Programme
from apps.accounts.queries import agencies_visible_to, programmes_visible_to
from apps.common.clock import now, stamp
from apps.common.errors import Code, Invalid, NotFound
from apps.outcomes.cells import LEAST, shown_line, shown_share
from apps.outcomes.definitions import ALL, Definition, Minutes, Share
from apps.outcomes.definitions.visits import ENDINGS
from apps.outcomes.facts import Facts
from apps.outcomes.findings import findings
from apps.outcomes.period import Month
from apps.outcomes.queries.load import load, teams_by_block
from apps.outcomes.queries.tables import arrivals, hours, levels, repeats, share, slices, states, times
from apps.outcomes.queries.trend import trend


@dataclass(frozen=True)
class Asked:
    """What a report is about: a month, and all agencies or one."""

    programme: Programme
    month: Month
    agency: Agency | None
    compares: bool

    @classmethod
    def of(cls, user: Any, sent: Mapping[str, str]) -> "Asked":
        """From the query; Invalid (422) for no month, NotFound (404) for an agency that this person does not know."""
        programme = programmes_visible_to(user).first()
        if programme is None:
            raise NotFound
        zone = ZoneInfo(programme.time_zone)
        month = Month.read(sent["month"], zone) if "month" in sent else Month.last_whole(now(), zone)
        if month.begins > now():
            raise Invalid(Code.INVALID, "This month has not begun.", fields=["month"])
        return cls(programme, month, _agency(user, sent.get("agency", "")), sent.get("compare", "1") != "0")

    @property
    def agency_id(self) -> UUID | None:
        """The one agency, or None for all."""
        return self.agency.id if self.agency else None


def _agency(user: Any, text: str) -> Agency | None:
    if not text:
        return None
    try:
        found = partners(user).get(UUID(text))
    except ValueError:
        found = None
    if found is None:
        raise NotFound
    return found


def partners(user: Any) -> dict[UUID, Agency]:
    """The agencies that take part in this person's programme."""
    rows = agencies_visible_to(user).filter(partnerships__programme_id=user.programme_id).order_by("name", "id")
    return {row.id: row for row in rows.distinct()}


def report(user: Any, sent: Mapping[str, str]) -> dict[str, Any]:
    """The month as `sent` asks for it. About 30 queries, however many calls there were."""
    asked = Asked.of(user, sent)
    whole = load(asked.programme.id, asked.month)
    whole_before = load(asked.programme.id, asked.month.before) if asked.compares else None
    agency = asked.agency_id
    here, rest = whole.of_agency(agency), _rest(whole, agency)
    before = figures(whole_before.of_agency(agency), _rest(whole_before, agency)) if whole_before else None
    found = figures(here, rest)
    names = {row.id: row.name for row in partners(user).values()}
    return {
        "month": str(asked.month),
        "before": str(asked.month.before) if asked.compares else None,
        "programme": asked.programme.name,
        "zone": asked.programme.time_zone,
        "agency": str(agency) if agency else None,
        "agency_name": asked.agency.name if asked.agency else "",
        "agencies": [{"id": str(one), "name": name} for one, name in names.items()],
        "counted_at": stamp(now()),
        "is_over": asked.month.ends <= now(),
        "may_open": may(user, "outcomes.rows"),
        "least": LEAST,
        "figures": {
            one.id: {"id": one.id, **one.words(), **found[one.id], "before": before[one.id] if before else None}
            for one in ALL
        },
        "endings": [one.id for one in ENDINGS],
        "levels": levels(here, rest),
        "arrivals": arrivals(here, rest),
        "hours": hours(here, rest, teams_by_block(asked.programme.id, asked.month) if agency is None else None),
        "slices": slices(here, rest, names if agency is None else None),
        "states": states(here, rest),
        "repeats": repeats(here, rest),
        "trend": trend(asked.programme.id, asked.month, agency),
        "findings": findings(asked.month, found, before),
    }


def _rest(facts: Facts, agency: UUID | None) -> Facts | None:
    """What a report about one agency leaves out; None for a report about all."""
    return None if agency is None else facts.only(lambda call: agency not in call.agencies)


def figures(here: Facts, rest: Facts | None = None) -> dict[str, dict[str, Any]]:
    """Every figure, as much of it as may be shown."""
    shown = {one.id: _figure(one, here, rest) for one in ALL}
    _hide_endings(shown, here, rest)
    return shown


def _figure(one: Definition, here: Facts, rest: Facts | None) -> dict[str, Any]:
    left = len(one.of(here)) - len(one.inside(here))
    if isinstance(one, Minutes):
        return {"kind": "minutes", **times(one.values(here)), "left": shown_line([left])[1]}
    if not isinstance(one, Share):
        raise TypeError(one.id)
    n, of = shown_share(*one.n_of(here), None if rest is None else one.n_of(rest))
    return {"kind": "share", **share(n, of), "left": shown_line([left])[1]}


def _hide_endings(shown: dict[str, dict[str, Any]], here: Facts, rest: Facts | None) -> None:
    """The endings are one row with one total: what one of them hides, another must not give away."""
    counts = [_n(one, here) for one in ENDINGS]
    line, total = shown_line(counts, None if rest is None else [_n(one, rest) for one in ENDINGS])
    for one, n in zip(ENDINGS, line, strict=True):
        kept = n if shown[one.id]["n"] is not None else None
        shown[one.id] |= share(kept, total)


def _n(one: Share, facts: Facts) -> int:
    return one.n_of(facts)[0]
