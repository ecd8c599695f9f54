"""The weekly review: what was opened out of the ordinary. Counts, and of staff who did it; never of whom."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db.models import Count, F, QuerySet

from apps.accounts.queries import zone_of
from apps.audit.models import AuditEvent
from apps.common.clock import now
from apps.incidents.models import Look
from apps.office.queries.record import Filters, events, staff_names

EXPORTS: Final = ("incident.export", "audit.exported", "disclosure.print", "consent.copy")
BREAK_GLASS: Final = ("plan.threat_stated",)
"""Police read somebody's card without consent, for a threat that was stated for this incident."""
RELEASED: Final = ("user.released",)


@dataclass(frozen=True)
class Line:
    """One kind of event: how often, of how many, and who did it most."""

    name: str
    count: int
    of: int | None
    who: str
    why: str


@dataclass(frozen=True)
class Counts:
    """One week."""

    begins: date
    ends: date
    lines: list[Line]

    @property
    def numbers(self) -> dict[str, int]:
        """Name -> count, as the record keeps them."""
        return {line.name.lower().replace(" ", "_").replace("-", "_"): line.count for line in self.lines}


def week_to_review(user: Any) -> date:
    """The Monday of the last week that is over, where the programme is."""
    today = now().astimezone(zone_of(user.programme_id)).date()
    return today - timedelta(days=today.weekday() + 7)


def review_id(user: Any, monday: date) -> UUID:
    """What a review of this week is called in the record."""
    return uuid5(NAMESPACE_OID, f"review {user.programme_id} {monday.isoformat()}")


def review_of(user: Any, monday: date) -> AuditEvent | None:
    """The record of this week's review; None while nobody has made it."""
    rows = events(user, Filters(action="review.recorded", since=_bounds(user, monday)[0]))
    return rows.filter(object_ids__contains=[review_id(user, monday)]).first()


def is_reviewed(user: Any, monday: date) -> bool:
    """Whether somebody has reviewed this week."""
    return review_of(user, monday) is not None


def _bounds(user: Any, monday: date) -> tuple[datetime, datetime]:
    zone = zone_of(user.programme_id)
    ends = monday + timedelta(days=7)
    return datetime.combine(monday, time(), zone), datetime.combine(ends, time(), zone)


def counts_of(user: Any, monday: date) -> Counts:
    """The week that begins on this Monday. Six queries."""
    begins, ends = _bounds(user, monday)
    rows = events(user, Filters(since=begins, until=ends))
    looks = Look.objects.filter(incident__programme_id=user.programme_id, at__gte=begins, at__lt=ends)
    missed = looks.exclude(shown=[]).filter(incident__person__isnull=True)
    lines = [
        _line("Break-glass", rows.filter(action__in=BREAK_GLASS), "A card was opened to police by a stated threat."),
        _line("Lock-outs released", rows.filter(action__in=RELEASED), "Somebody was let in after wrong passwords."),
        Line(
            "Looks without a link", missed.count(), looks.count(), _who(missed.values_list("by_id")),
            "People were shown for an incident, and nobody was linked to it.",
        ),
        _line("Exports", rows.filter(action__in=EXPORTS), "Rows left as a file or on paper."),
        _line("Refused", rows.filter(what=AuditEvent.What.REFUSED), "Asked for, and not given."),
    ]  # fmt: skip
    return Counts(monday, monday + timedelta(days=6), lines)


def _line(name: str, rows: "QuerySet[AuditEvent]", why: str) -> Line:
    return Line(name, rows.count(), None, _who(rows.order_by().values_list("by_id")), why)


def _who(rows: Any) -> str:
    """Who did most of it, at most three."""
    most = list(rows.values_list(F("by_id")).annotate(n=Count("pk")).order_by("-n", "by_id")[:3])
    names = staff_names(one for one, _n in most)
    return ", ".join(f"{names.get(one, 'nobody signed in')} {n}" for one, n in most)
