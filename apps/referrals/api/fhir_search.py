"""What of a kind is asked for: `_id`, `_lastUpdated`, what goes along, and of Task how it stands and whose it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.referrals.fhir.codes import BUSINESS, BUSINESS_DISPLAY, NOT_ATTENDED, REQUIRED, WAYS
from apps.referrals.fhir.outcome import Issue, Refused
from apps.referrals.fhir.resources.capability import INCLUDES, REVINCLUDES, SEARCH
from apps.referrals.models import Referral

USUAL, MOST = 20, 50
"""Matches of one page."""
MOST_VALUES: Final = 50
_ALSO: Final = frozenset({"_format", "_after", "_count", "_include", "_revinclude"})
CLOSED: Final = Referral.Status.CLOSED


@dataclass(frozen=True)
class Span:
    """One value of `_lastUpdated`: from when on, and before when. None: without that end."""

    start: datetime | None
    end: datetime | None

    def q(self, name: str) -> Q:
        """The same as a condition on a column."""
        found = Q()
        if self.start is not None:
            found &= Q(**{f"{name}__gte": self.start})
        return found & Q(**{f"{name}__lt": self.end}) if self.end is not None else found

    def has(self, at: datetime) -> bool:
        """Whether it lies within."""
        return (self.start is None or at >= self.start) and (self.end is None or at < self.end)


@dataclass(frozen=True)
class Row:
    """A resource of the directory, with when it changed last."""

    id: UUID
    at: datetime
    resource: dict[str, Any]


@dataclass(frozen=True)
class Page:
    """Some rows, and the query of the page after them."""

    rows: list[Referral]
    next: str | None


@dataclass(frozen=True)
class Search:
    """One search, checked."""

    asked: tuple[tuple[str, str], ...]
    ids: tuple[frozenset[UUID], ...] = ()
    updated: tuple[tuple[Span, ...], ...] = ()
    """All of them, each by any of its values."""
    where: Q = field(default_factory=Q)
    along: frozenset[str] = frozenset()
    """Kinds that go along with what is found."""
    count: int = USUAL
    after: tuple[datetime, UUID] | None = None

    @classmethod
    def of(cls, kind: str, sent: Any) -> "Search":
        """From the query. Raises Refused (400) naming the parameter that is not one, or that cannot be so."""
        unknown = sorted(set(sent) - set(SEARCH[kind]) - _ALSO)
        if unknown:
            raise _wrong("Not a parameter of this search.", *unknown)
        where = Q()
        for name in sent:
            for value in sent.getlist(name):
                where &= _WHERE[name](value) if name in _WHERE else Q()
        along = _along("_include", INCLUDES, kind, sent) | _along("_revinclude", REVINCLUDES, kind, sent)
        return cls(
            asked=tuple((name, value) for name in sent for value in sent.getlist(name) if name != "_after"),
            ids=tuple(frozenset(_ids(text)) for text in sent.getlist("_id")),
            updated=tuple(_updated(text) for text in sent.getlist("_lastUpdated")),
            where=where,
            along=along,
            count=_count(sent.get("_count", str(USUAL))),
            after=_after(sent["_after"]) if "_after" in sent else None,
        )

    @property
    def condition(self) -> Q:
        """All that was asked of the referrals that are looked for."""
        found = self.where
        for spans in self.updated:
            either = Q(pk__in=[])
            for span in spans:
                either |= span.q("changed_at")
            found &= either
        return found

    def page(self, rows: "QuerySet[Referral]") -> Page:
        """In the order in which they changed: whoever follows the links misses none that changes meanwhile."""
        rows = rows.filter(self.condition)
        if self.after is not None:
            at, one = self.after
            rows = rows.filter(Q(changed_at__gt=at) | Q(changed_at=at, id__gt=one))
        found = list(rows.order_by("changed_at", "id")[: self.count + 1])
        if len(found) <= self.count:
            return Page(found, None)
        last = found[self.count - 1]
        return Page(found[: self.count], self._next(last.changed_at, last.id))

    def among(self, rows: Iterable[Row]) -> tuple[list[Row], int, str | None]:
        """The same of the directory, of which a system sees little: a page, how many there are, and the next page."""
        fit = [row for row in rows if self._fits(row)]
        left = sorted(fit, key=lambda row: (row.at, row.id))
        if self.after is not None:
            left = [row for row in left if (row.at, row.id) > self.after]
        shown = left[: self.count]
        more = self._next(shown[-1].at, shown[-1].id) if len(left) > len(shown) else None
        return shown, len(fit), more

    def _fits(self, row: Row) -> bool:
        among = all(row.id in ids for ids in self.ids)
        return among and all(any(span.has(row.at) for span in spans) for spans in self.updated)

    def _next(self, at: datetime, one: UUID) -> str:
        return urlencode([*self.asked, ("_after", f"{at.astimezone(UTC).isoformat()}_{one}")])


def _along(name: str, known: Mapping[str, Mapping[str, str]], kind: str, sent: Any) -> frozenset[str]:
    """Kinds by the pairs that were named. Raises Refused (400) naming the parameter where there is no such pair."""
    pairs = known.get(kind, {})
    wanted = sent.getlist(name)
    if set(wanted) - set(pairs):
        raise _wrong(f"Known here: {', '.join(pairs) or 'none'}.", name)
    return frozenset(pairs[each] for each in wanted)


def _wrong(words: str, *names: str) -> Refused:
    return Refused([Issue("invalid", words, name) for name in names], 400)


def _ids(text: str) -> list[UUID]:
    """Ids that are none of ours match nothing."""
    found = []
    for part in text.split(",")[: MOST_VALUES + 1]:
        try:
            found.append(UUID(part.strip()))
        except ValueError:
            continue
    if len(found) > MOST_VALUES:
        raise _wrong("Too many at once.", "_id")
    return found


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 6):
        raise _wrong("Not a number.", "_count")
    return max(1, min(int(text), MOST))


def _after(text: str) -> tuple[datetime, UUID]:
    at, _, one = text.partition("_")
    try:
        return datetime.fromisoformat(at).astimezone(UTC), UUID(one)
    except (ValueError, OverflowError) as error:
        raise _wrong("Follow the link as it was given.", "_after") from error


def _updated(text: str) -> tuple[Span, ...]:
    """`ge2026-11-28T10:00:00Z`, several with commas; a year, month or day is the whole of it, and lies within."""
    values = text.split(",")
    if len(values) > MOST_VALUES:
        raise _wrong("Too many at once.", "_lastUpdated")
    return tuple(_one_span(value.strip()) for value in values)


def _one_span(text: str) -> Span:
    prefix, rest = (text[:2], text[2:]) if text[:2].isalpha() else ("eq", text)
    start, end = _span(rest)
    spans = {
        "eq": Span(start, end),
        "ge": Span(start, None),
        "lt": Span(None, start),
        "gt": Span(end, None),
        "le": Span(None, end),
    }
    if prefix not in spans:
        raise _wrong("Not a prefix that is known here.", "_lastUpdated")
    return spans[prefix]


def _span(text: str) -> tuple[datetime, datetime]:
    """From when until before when. A time goes to the millisecond, as lastUpdated is written."""
    try:
        if len(text) in (4, 7, 10):
            first = date.fromisoformat(f"{text}-01-01"[:10])
            year, month = (1, 0) if len(text) == 4 else (0, 1)
            after = date(first.year + year + (first.month + month > 12), (first.month + month - 1) % 12 + 1, 1)
            last = first + timedelta(days=1) if len(text) == 10 else after
            return datetime.combine(first, time(), UTC), datetime.combine(last, time(), UTC)
        at = datetime.fromisoformat(text.replace(" ", "+"))
    except (ValueError, OverflowError) as error:
        raise _wrong("Not a time.", "_lastUpdated") from error
    start = at if at.tzinfo else at.replace(tzinfo=UTC)
    return start, start + timedelta(milliseconds=1 if "." in text else 1000)


def _codes(text: str, known: Sequence[str] | frozenset[str], name: str, system: str = "") -> list[str]:
    found = [part.strip().removeprefix(f"{system}|") for part in text.split(",")]
    if len(found) > MOST_VALUES or set(found) - set(known):
        raise _wrong("Not a code of its set.", name)
    return found


def _status(text: str) -> Q:
    wanted = _codes(text, REQUIRED["Task.status"], "status")
    return _stands("task", wanted)


def _business(text: str) -> Q:
    return _stands("business", _codes(text, list(BUSINESS_DISPLAY), "business-status", BUSINESS))


def _stands(part: str, wanted: Sequence[str]) -> Q:
    """Our states behind these codes; closed is two of them, by whether the person came."""
    states = [state for state, way in WAYS.items() if getattr(way, part) in wanted and state != CLOSED]
    found = Q(status__in=states)
    if getattr(WAYS[CLOSED], part) in wanted:
        found |= Q(status=CLOSED, attended_at__isnull=False)
    if getattr(NOT_ATTENDED, part) in wanted:
        found |= Q(status=CLOSED, attended_at__isnull=True)
    return found


def _owner(text: str) -> Q:
    found = Q(pk__in=[])
    for part in text.split(",")[:MOST_VALUES]:
        kind, _, one = part.strip().rpartition("/")
        ids = _ids(one)
        if kind in ("", "HealthcareService"):
            found |= Q(service_id__in=ids)
        elif kind == "Organization":
            found |= Q(service__organization_id__in=ids)
        else:
            raise _wrong("HealthcareService or Organization.", "owner")
    return found


_WHERE: Final[Mapping[str, Any]] = {
    "_id": lambda text: Q(id__in=_ids(text)),
    "status": _status,
    "business-status": _business,
    "owner": _owner,
}
