"""The worklist: one page of cases by their clocks, with what is shown beside each, and how many there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from apps.accounts.models import Programme
from apps.accounts.queries import members
from apps.common.clock import now
from apps.common.errors import Code, Invalid
from apps.followups.ladder import Policy
from apps.followups.models import Case, Rung
from apps.followups.queries.beside import Beside
from apps.followups.queries.cases import Parts, families_in, told, visible_to
from apps.followups.queries.owners import OWNERS
from apps.referrals.models import Referral

PAGE: Final = 50
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MINE, TEAM, NOBODY, OFFERED = "mine", "team", "none", "offered"
OVERDUE, TODAY, WAITING, LATER, LANDED = "overdue", "today", "waiting", "later", "landed"
BAYS: Final = (OVERDUE, TODAY, WAITING, LATER, LANDED)
OPEN: Final = Case.Status.OPEN
QUERY: Final = frozenset({"whose", "status", "bay", "risk", "rung", "place", "after"})


@dataclass(frozen=True)
class Asked:
    """Which cases, and from where on."""

    whose: str = MINE
    status: str = OPEN
    bay: str = ""
    risk: str = ""
    rung: str = ""
    place: UUID | None = None
    after: tuple[datetime, UUID] | None = None

    @classmethod
    def of(cls, params: Mapping[str, str]) -> "Asked":
        """From the query of a URL; raises Invalid naming what cannot be right."""
        known = {
            "whose": (MINE, TEAM, NOBODY, OFFERED),
            "status": Case.Status.values,
            "bay": BAYS,
            "risk": Case.Risk.values,
            "rung": Rung.Name.values,
        }
        said = {name: params.get(name, "") for name in QUERY}
        wrong = [name for name, codes in known.items() if said[name] and said[name] not in codes]
        place, after = _uuid(said["place"]), _cursor(said["after"])
        wrong += ["place"] * bool(said["place"] and place is None) + ["after"] * bool(said["after"] and after is None)
        if wrong:
            raise Invalid(Code.INVALID, "Not right.", fields=sorted(wrong))
        status = said["status"] or OPEN
        return cls(said["whose"] or MINE, status, said["bay"], said["risk"], said["rung"], place=place, after=after)

    @property
    def is_over(self) -> bool:
        """Whether ended cases are asked for: those come by their end, the newest first."""
        return self.bay == LANDED or self.status != OPEN


def worklist(user: Any, asked: Asked) -> dict[str, Any]:
    """One page with its counts. `next` names where the following one begins, None on the last."""
    bays = Bays(user)
    found = list(page_rows(user, asked, bays)[: PAGE + 1])
    rows, last = found[:PAGE], found[PAGE - 1] if len(found) > PAGE else None
    families = families_in(rows)
    parts = Parts(rows, families)
    cases = told(user, rows, parts, words=False)
    beside = Beside(user, rows, families, parts.attempts)
    counts, whose = counted(user, asked.whose, bays)
    return {
        "rows": [
            {"case": cases[row.id], "bay": bays.of(row), **beside.of(row), "repeat_30d": cases[row.id]["repeat_30d"]}
            for row in rows
        ],
        "counts": counts,
        "whose": whose,
        "next": _mark(last, asked) if last else None,
    }


def page_rows(user: Any, asked: Asked, bays: "Bays | None" = None) -> "QuerySet[Case]":
    """Those asked for, in the order of their clocks; for an owner and for a team by one index each."""
    rows = _whose(user, asked.whose)
    bays = bays or Bays(user)
    if asked.is_over:
        ended = [asked.status] if asked.status != OPEN else [Case.Status.LANDED, Case.Status.CLOSED]
        rows = rows.filter(status__in=ended).exclude(status=OPEN)
        rows = rows.filter(ended_at__gte=bays.landed_since) if asked.bay == LANDED else rows
    else:
        rows = rows.filter(status=OPEN)
        rows = rows.filter(bays.condition(asked.bay)) if asked.bay else rows
    rows = rows.filter(risk=asked.risk) if asked.risk else rows
    if asked.rung:
        rows = rows.filter(Exists(Rung.objects.filter(id=OuterRef("next_rung_id"), name=asked.rung)))
    rows = _at_place(rows, asked.place) if asked.place else rows
    return _from(rows, asked)


def _from(rows: "QuerySet[Case]", asked: Asked) -> "QuerySet[Case]":
    if asked.is_over:
        if asked.after:
            at, last = asked.after
            rows = rows.filter(Q(ended_at__lt=at) | Q(ended_at=at, id__lt=last))
        return rows.order_by("-ended_at", "-id")
    if asked.after:
        at, last = asked.after
        rows = rows.filter(next_due_at__gte=at).filter(Q(next_due_at__gt=at) | Q(next_due_at=at, id__gt=last))
    return rows.order_by("next_due_at", "id")


def _whose(user: Any, whose: str) -> "QuerySet[Case]":
    rows = visible_to(user)
    if whose == MINE:
        return rows.filter(owner_id=user.id)
    if whose == OFFERED:
        return rows.filter(offered_to_id=user.id)
    if whose == NOBODY:
        return rows.exclude(owner_id__in=list(_there(user)))
    return rows


def _there(user: Any) -> set[UUID]:
    """Those who can own a case in this programme now."""
    if user.programme_id is None:
        return set()
    return set(members(user.programme_id, OWNERS).values_list("id", flat=True))


def _at_place(rows: "QuerySet[Case]", service_id: UUID) -> "QuerySet[Case]":
    """Those whose visit, or person, was sent there."""
    there = Referral.objects.filter(service_id=service_id)
    by_visit = Exists(there.filter(need__encounter_id=OuterRef("encounter_id")))
    return rows.filter(by_visit | Q(person_id__in=there.filter(need__person__isnull=False).values("need__person_id")))


class Bays:
    """Which bay a case lies in at this moment, where the programme is."""

    def __init__(self, user: Any) -> None:
        self.now = now()
        programme = Programme.objects.filter(id=user.programme_id).first()
        zone = ZoneInfo(programme.time_zone if programme else "UTC")
        tomorrow = self.now.astimezone(zone).date() + timedelta(days=1)
        self.day_ends = datetime.combine(tomorrow, time(), zone)
        self.landed_since = self.now - Policy.of(programme.settings if programme else {}).kept

    def of(self, row: Case) -> str:
        """By clock and turn."""
        if not row.is_open or row.next_due_at is None:
            return LANDED
        if row.next_due_at < self.now:
            return OVERDUE
        if row.next_who != Case.Who.US:
            return WAITING
        return TODAY if row.next_due_at < self.day_ends else LATER

    def condition(self, bay: str) -> Q:
        """The same for the database, of open cases."""
        theirs = ~Q(next_who=Case.Who.US)
        return {
            OVERDUE: Q(next_due_at__lt=self.now),
            TODAY: Q(next_due_at__gte=self.now, next_due_at__lt=self.day_ends) & ~theirs,
            WAITING: Q(next_due_at__gte=self.now) & theirs,
            LATER: Q(next_due_at__gte=self.day_ends) & ~theirs,
        }[bay]


def counted(user: Any, whose: str, bays: "Bays | None" = None) -> tuple[dict[str, int], dict[str, int]]:
    """How many lie in each bay of the chosen ones, and how many there are of each kind. Exact, each by an index
    alone (`count_queries`)."""
    kinds = _per_kind(user)
    counts = {name: rows.count() for name, rows in count_queries(user, whose, bays).items()}
    counts["open"] = kinds[whose] if whose in kinds else _whose(user, whose).filter(status=OPEN).count()
    counts[LATER] = counts["open"] - sum(counts[bay] for bay in (OVERDUE, TODAY, WAITING))
    return counts, kinds


def count_queries(user: Any, whose: str, bays: "Bays | None" = None) -> dict[str, "QuerySet[Case]"]:
    """Bay -> its cases. What lies later is the rest, which would be most of them."""
    bays = bays or Bays(user)
    chosen = _whose(user, whose).order_by()
    found = {bay: chosen.filter(bays.condition(bay), status=OPEN) for bay in (OVERDUE, TODAY, WAITING)}
    return {**found, LANDED: chosen.exclude(status=OPEN).filter(ended_at__gte=bays.landed_since)}


def open_by_owner(user: Any) -> "QuerySet[Case, tuple[UUID, int]]":
    """(owner, how many open ones) of all that this person may know of."""
    rows = visible_to(user).filter(status=OPEN).order_by()
    return rows.values_list("owner_id").annotate(many=Count("*"))


def _per_kind(user: Any) -> dict[str, int]:
    """Kind -> the open ones: counted owner by owner, of whom there are few."""
    per, there = dict(open_by_owner(user)), _there(user)
    gone = sum(many for owner_id, many in per.items() if owner_id not in there)
    return {MINE: per.get(user.id, 0), TEAM: sum(per.values()), NOBODY: gone}


def _mark(row: Case, asked: Asked) -> str:
    at = row.ended_at if asked.is_over else row.next_due_at
    assert at is not None  # an ended case has its time, an open one its clock: both by a constraint
    return f"{(at - EPOCH) // timedelta(microseconds=1)}.{row.id}"


def _cursor(text: str) -> tuple[datetime, UUID] | None:
    at, _, last = text.partition(".")
    row_id = _uuid(last)
    if row_id is None or not (at.isascii() and at.isdigit() and len(at) < 18):
        return None
    return EPOCH + timedelta(microseconds=int(at)), row_id


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
