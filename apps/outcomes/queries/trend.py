"""Attended within 7 days, area by area, over the last six months: small multiples on one scale. Two queries."""

from collections import defaultdict
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, Q

from apps.common.clock import now
from apps.dispatch.models import Response
from apps.encounters.models import Amendment, Encounter
from apps.outcomes.cells import shown_table
from apps.outcomes.period import Month
from apps.outcomes.queries.load import calls_in
from apps.outcomes.queries.tables import share
from apps.referrals.models import Referral

MONTHS: Final = 6
DAYS: Final = 7

Counted = dict[tuple[str, str], list[int]]
"""(month, area) -> [attended, not attended]."""


def trend(programme_id: UUID, month: Month, agency: UUID | None) -> dict[str, Any]:
    """For each month and area the share of people referred who attended within 7 days; each month is one table."""
    months = [month]
    while len(months) < MONTHS:
        months.insert(0, months[0].before)
    here, beyond = _counted(programme_id, months, agency)
    areas = sorted({area for _, area in here if area})
    rows: dict[str, list[dict[str, Any]]] = {area: [] for area in areas}
    total: list[dict[str, Any]] = []
    for one in months:
        columns = [*areas, ""]
        table = shown_table(_table(here, one, columns), _table(beyond, one, columns) if agency else None)
        total.append({"month": str(one), **share(table[1][0], table[3])})
        for at, area in enumerate(areas):
            rows[area].append({"month": str(one), **share(table[0][0][at], table[2][at])})
    return {"total": total, "areas": [{"area": area, "months": rows[area]} for area in areas]}


def _table(counted: Counted, month: Month, areas: list[str]) -> list[list[int]]:
    pairs = [counted.get((str(month), area), [0, 0]) for area in areas]
    return [[yes for yes, _ in pairs], [no for _, no in pairs]]


def _counted(programme_id: UUID, months: list[Month], agency: UUID | None) -> tuple[Counted, Counted]:
    """The same as care.ATTENDED[7] asks, in one statement: those of the agency, and those of nobody of it."""
    calls = calls_in(programme_id, months[0].begins, months[-1].ends)
    sent = Q(needs__referrals__sent_at__isnull=False) & ~Q(needs__referrals__status=Referral.Status.ENTERED_IN_ERROR)
    later = Amendment.objects.filter(encounter=OuterRef("pk"), is_late=False, field__in=["contact", "disposition"])
    theirs = Response.objects.filter(assignment__incident=OuterRef("incident"))
    theirs = theirs.filter(user__agency_id=agency) if agency else theirs
    rows = (
        Encounter.objects.filter(incident__in=calls, state=Encounter.State.SIGNED)
        .annotate(
            asked=Min("needs__referrals__sent_at", filter=sent),
            came=Min("needs__referrals__attended_at", filter=sent),
            amended=Exists(later),
            mine=Exists(theirs),
        )
        .filter(asked__isnull=False, asked__lte=now() - timedelta(days=DAYS))
    )
    fields = ("id", "incident__opened_at", "incident__area", "contact", "disposition", "asked", "came", "amended")
    found = list(rows.values_list(*fields, "mine"))
    words = _amended([row[0] for row in found if row[7]])
    here, beyond = (
        defaultdict[tuple[str, str], list[int]](lambda: [0, 0]),
        defaultdict[tuple[str, str], list[int]](lambda: [0, 0]),
    )
    for visit, opened, area, contact, outcome, asked, came, _, mine in found:
        said = {"contact": contact, "disposition": outcome, **words.get(visit, {})}
        if said["contact"] != "met" or said["disposition"] in {"other_team", "cancelled"}:
            continue
        attended = came is not None and came <= asked + timedelta(days=DAYS)
        month = f"{opened.astimezone(months[0].zone):%Y-%m}"
        (here if agency is None or mine else beyond)[month, area][0 if attended else 1] += 1
    return here, beyond


def _amended(visits: list[UUID]) -> dict[UUID, dict[str, str]]:
    if not visits:
        return {}
    rows = Amendment.objects.filter(encounter__in=visits, is_late=False, field__in=["contact", "disposition"])
    found: dict[UUID, dict[str, str]] = defaultdict(dict)
    for visit, name, word in rows.order_by("received_at", "id").values_list("encounter_id", "field", "now"):
        found[visit][name] = str(word or "")
    return found
