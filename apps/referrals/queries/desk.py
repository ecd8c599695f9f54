"""The list of whoever closes referrals: by clock, late ones first; and the two numbers that count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Case, CharField, Count, Exists, IntegerField, Min, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from apps.accounts.models import User
from apps.accounts.queries import zone_of
from apps.common.clock import now
from apps.common.errors import Code
from apps.common.guard import Malformed
from apps.people.queries import families_of, full_name, roots_of
from apps.people.queries import visible_to as visible_people
from apps.people.queries.consent import consents_visible_to
from apps.people.sud import in_force
from apps.referrals.models import Need, Referral
from apps.referrals.queries.scope import visible_to, without_owner
from apps.referrals.queries.shapes import shown, whole

PAGE: Final = 50
OVERDUE, WAITING, DATED, ATTENDED = "overdue", "waiting", "dated", "attended"
BAYS: Final = (OVERDUE, WAITING, DATED, ATTENDED)
"""In the order of the list (screen z3)."""
NOBODY: Final = "none"
CONNECTED_DAYS: Final = 7
"""Attended within so many days of being asked: the programme's headline (product §9)."""
WEEK: Final = timedelta(days=7)


@dataclass(frozen=True)
class Asked:
    """What of the list is wanted."""

    mine: bool = False
    bay: str = ""
    person: UUID | None = None
    encounter: UUID | None = None
    page: int = 1
    month: date | None = None
    state: str = ""
    urgency: str = ""
    place: UUID | None = None
    owner: UUID | None = None
    unowned: bool = False
    """`owner=none`: those whose owner may no longer see to them."""

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Asked":
        """From the query; raises Malformed naming what it cannot be."""
        wrong = []
        bay, page, month = sent.get("bay", ""), sent.get("page", "1"), sent.get("month", "")
        if bay and bay not in BAYS:
            wrong.append("bay")
        if not (page.isascii() and page.isdigit() and len(page) < 6 and int(page) > 0):
            wrong.append("page")
        if sent.get("mine", "") not in ("", "0", "1", "true", "false"):
            wrong.append("mine")
        unowned = sent.get("owner") == NOBODY
        names = ("person", "encounter", "place", *(() if unowned else ("owner",)))
        ids = {name: _id(sent.get(name, "")) for name in names}
        wrong += [name for name, value in ids.items() if value is None and sent.get(name)]
        codes = {"state": Referral.Status.values, "urgency": Need.Urgency.values}
        wrong += [name for name, known in codes.items() if sent.get(name) and sent[name] not in known]
        first = _month(month)
        wrong += ["month"] if month and first is None else []
        if wrong:
            raise Malformed(Code.MALFORMED, "Not right.", fields=sorted(wrong))
        return cls(
            mine=sent.get("mine") in ("1", "true"),
            bay=bay,
            page=int(page),
            month=first,
            state=sent.get("state", ""),
            urgency=sent.get("urgency", ""),
            unowned=unowned,
            **ids,
        )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01") if text else None
    except ValueError:
        return None


def desk(user: Any, asked: Asked) -> dict[str, Any]:
    """One page of the list as this person may see it, how many there are in each bay, and the headline."""
    rows = in_bays(visible_to(user))
    if asked.person is not None:
        rows = rows.filter(Q(person_id=asked.person) | Q(encounter__person_id=asked.person))
    if asked.encounter is not None:
        rows = rows.filter(encounter_id=asked.encounter)
    whole_list, rows = rows, _filtered(rows, asked)
    mine, unowned = rows.filter(owner_id=user.id), rows.filter(without_owner())
    wanted = mine if asked.mine else unowned if asked.unowned else rows
    counts = dict.fromkeys(BAYS, 0) | dict(
        wanted.order_by().values_list("bay").annotate(many=Count("id", distinct=True))
    )
    listed = wanted.filter(bay=asked.bay) if asked.bay else wanted
    at = (asked.page - 1) * PAGE
    page = list(listed.order_by("rank", "due", "asked_at", "id").values_list("id", "bay")[at : at + PAGE + 1])
    needs = whole(visible_to(user).filter(id__in=[one for one, _ in page[:PAGE]]))
    seen, beside = shown(user, needs), _beside(user, needs)
    return {
        "rows": [{"bay": bay, **beside[one], **seen[one]} for one, bay in page[:PAGE] if one in seen],
        "counts": {
            **counts,
            "mine": mine.count(),
            "all": rows.count(),
            "none": unowned.count(),
            **_late(whole_list, user),
        },
        "filters": _filters(whole_list),
        "next_page": asked.page + 1 if len(page) > PAGE else None,
        "headline": headline(user, asked.month),
    }


def _filtered(rows: "QuerySet[Any]", asked: Asked) -> "QuerySet[Any]":
    """By how a place stands, by how soon, by the place, by whose it is."""
    places = Referral.objects.filter(need=OuterRef("pk"))
    if asked.state:
        rows = rows.filter(Exists(places.filter(status=asked.state)))
    if asked.place is not None:
        rows = rows.filter(Exists(places.filter(service_id=asked.place)))
    if asked.urgency:
        rows = rows.filter(urgency=asked.urgency)
    return rows.filter(owner_id=asked.owner) if asked.owner is not None else rows


def _late(rows: "QuerySet[Any]", user: Any) -> dict[str, int]:
    """How many are late, and how many of them are this person's, whatever is filtered: the title says it."""
    owners = list(rows.filter(bay=OVERDUE).order_by().values_list("owner_id", flat=True))
    return {"late": len(owners), "late_mine": owners.count(user.id)}


def _filters(rows: "QuerySet[Any]") -> dict[str, Any]:
    """Whose these are and which places were asked: what one can filter by. Two queries."""
    ids = rows.order_by().values("id")
    owners = User.objects.filter(id__in=Need.objects.filter(id__in=ids).values("owner_id")).order_by("name", "id")
    asked = Referral.objects.filter(need_id__in=ids).exclude(status=Referral.Status.ENTERED_IN_ERROR)
    named = asked.order_by("service__name", "service_id").values_list("service_id", "service__name").distinct()
    return {
        "owners": [{"id": str(one.id), "name": one.get_short_name()} for one in owners],
        "places": [{"id": str(one), "name": name} for one, name in named],
    }


def _agreed(user: Any, needs: Sequence[Need]) -> dict[UUID, list[dict[str, Any]]]:
    """Need -> whom the person lets be told now, by each consent in force that this viewer may know of.

    A desk's device does not hold these consents, and has to know whether a place can be asked at once.
    """
    whose = {need.id: need.whose for need in needs if need.whose}
    people = families_of(set(whose.values()))
    of_them = Q(person_id__in={one for family in people.values() for one in family})
    of_visits = Q(encounter_id__in={need.encounter_id for need in needs if need.encounter_id})
    rows = list(consents_visible_to(user).filter(in_force()).filter(of_them | of_visits))
    return {
        need.id: [
            {"places": [each.get("service") for each in row.recipients], "sud": row.is_sud}
            for row in rows
            if row.person_id in people.get(whose.get(need.id, need.id), ())
            or (row.encounter_id is not None and row.encounter_id == need.encounter_id)
        ]
        for need in needs
    }


def _beside(user: Any, needs: Sequence[Need]) -> dict[UUID, dict[str, Any]]:
    """Need -> who it is about and how long they agreed: a list is read where the person is not on the device."""
    people = visible_people(user).filter(id__in={need.whose for need in needs if need.whose})
    names = {row.id: full_name(row) or row.called for row in people}
    agreed = _agreed(user, needs)
    return {
        need.id: {
            "person_name": names.get(need.whose, "") if need.whose else "",
            "consent_how": need.consent.how if need.consent else "",
            "consent_until": need.consent.until.isoformat() if need.consent else None,
            "agreed": agreed[need.id],
        }
        for need in needs
    }


def in_bays(needs: "QuerySet[Need]") -> "QuerySet[Any]":
    """Open needs and those attended this week, each with its bay, its rank and the clock that ends first."""
    places = Referral.objects.filter(need=OuterRef("pk"))
    rows: QuerySet[Any] = needs.annotate(
        due=Min("referrals__due_at"),
        dated=Exists(places.filter(status=Referral.Status.SCHEDULED)),
        came=Exists(places.filter(attended_at__gte=now() - WEEK, status__in=["attended", "closed"])),
    )
    bay = Case(
        When(Q(due__lt=now()), then=Value(OVERDUE)),
        When(came=True, then=Value(ATTENDED)),
        When(dated=True, then=Value(DATED)),
        default=Value(WAITING),
        output_field=CharField(),
    )
    ranks = [When(bay=name, then=Value(rank)) for rank, name in enumerate(BAYS)]
    rows = rows.filter(Q(ended_at__isnull=True) | Q(came=True) | Q(due__isnull=False))
    ranked: QuerySet[Any] = rows.annotate(bay=bay).annotate(rank=Case(*ranks, output_field=IntegerField()))
    return ranked


def headline(user: Any, month: date | None = None) -> dict[str, Any]:
    """ "Of N people referred in a month, M attended within 7 days", of what this person may see.

    A person counts once, by the first place that was asked in that month; whoever is not known counts by the visit.
    """
    zone = zone_of(user.programme_id)
    first = month or now().astimezone(zone).date().replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    begins, ends = (datetime.combine(day, time(), zone) for day in (first, after))
    rows = Referral.objects.filter(need__in=visible_to(user), sent_at__gte=begins, sent_at__lt=ends)
    rows = rows.exclude(status=Referral.Status.ENTERED_IN_ERROR)
    who = Coalesce("need__person_id", "need__encounter__person_id", "need__encounter_id")
    firsts = rows.annotate(who=who).values("who").annotate(asked=Min("sent_at")).order_by()
    asked: dict[UUID, datetime] = {row["who"]: row["asked"] for row in firsts}
    came = _came(user, list(asked))
    roots = roots_of(asked)
    people = {roots[one] for one in asked}
    connected = {
        roots[one]
        for one, at in asked.items()
        if any(at <= when <= at + timedelta(days=CONNECTED_DAYS) for when in came.get(one, ()))
    }
    return {"month": f"{first:%Y-%m}", "referred": len(people), "attended": len(connected), "within_days": 7}


def _came(user: Any, people: Sequence[UUID]) -> dict[UUID, list[datetime]]:
    """Person (or visit) -> when they attended."""
    rows = Referral.objects.filter(need__in=visible_to(user), attended_at__isnull=False)
    rows = rows.exclude(status=Referral.Status.ENTERED_IN_ERROR)
    who = Coalesce("need__person_id", "need__encounter__person_id", "need__encounter_id")
    found: dict[UUID, list[datetime]] = {}
    for one, at in rows.annotate(who=who).filter(who__in=people).values_list("who", "attended_at"):
        found.setdefault(one, []).extend([at] if at else [])
    return found
