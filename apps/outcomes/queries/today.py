"""The supervisor's first view: what needs somebody now, each with the road to where one acts. From real rows."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Q

from apps.accounts.queries import locked_out, zone_of
from apps.common.clock import now, stamp
from apps.encounters import queries as encounters
from apps.encounters.models import Encounter
from apps.followups import queries as cases
from apps.followups.models import Case, Rung
from apps.incidents import queries as incidents
from apps.incidents.models import LevelDecision
from apps.outcomes.period import Month
from apps.people import queries as people
from apps.people.models import Plan
from apps.people.queries.plan import plans_visible_to
from apps.referrals import queries as referrals
from apps.referrals.models import Need, Referral
from apps.referrals.queries.clocks import SUPERVISOR_H
from apps.teams import queries as teams

MOST: Final = 20
_BY_PERSON: Final = ("decided", "redecided", "override")
PROMISED: Final = (Rung.Name.DAY1, Rung.Name.DAY2, Rung.Name.DAY3)
_NO_RUNG: Final = {"kept": 0, "of": 0, "due": 0, "late": 0}
_POOR: Final = frozenset({"asleep", "only_open"})
Told = dict[str, list[UUID]]


def today(user: Any) -> tuple[dict[str, Any], Told]:
    """What needs a supervisor, levels changed, promises, phones; and kind -> ids of whom it names, for the record."""
    zone = zone_of(user.programme_id)
    begins = datetime.combine(now().astimezone(zone).date(), time(), zone)
    told: Told = {"incident": [], "person": [], "encounter": [], "need": [], "case": []}
    needs = sorted(
        [
            *_locked(user),
            *_plans(user, told),
            *_late(user, told),
            *_grave(user, begins, told),
            *_undecided(user, told),
        ],
        key=_first,
    )
    month = Month(begins.date().replace(day=1), zone)
    return {
        "day": begins.date().isoformat(),
        "month": str(month),
        "needs": needs,
        "levels": _levels(user, begins, told),
        "promises": _promises(user, begins),
        "cases": _cases(user),
        "phones": _phones(user),
    }, told


def _first(one: dict[str, Any]) -> tuple[bool, str]:
    """Those with a clock first, by its end."""
    return (one["due_at"] is None, one["due_at"] or "")


def _locked(user: Any) -> list[dict[str, Any]]:
    return [
        {"kind": "locked", "id": who["id"], "name": who["name"], "due_at": None, "at": None, "more": ""}
        for who in locked_out(user)
    ]


def _plans(user: Any, told: Told) -> list[dict[str, Any]]:
    """Plans that wait for another's approval: not one's own, which somebody else must read."""
    rows = plans_visible_to(user).filter(status=Plan.Status.SUBMITTED).exclude(written_by_id=user.id)
    rows = rows.exclude(submitted_by_id=user.id).select_related("submitted_by").order_by("submitted_at", "id")
    plans = list(rows[:MOST])
    names = _names(user, (row.person_id for row in plans), told)
    return [
        {
            "kind": "plan",
            "id": str(row.id),
            "name": names.get(row.person_id, ""),
            "due_at": None,
            "at": stamp(row.submitted_at),
            "more": row.submitted_by.get_short_name() if row.submitted_by else "",
            "number": row.number,
        }
        for row in plans
    ]


def _late(user: Any, told: Told) -> list[dict[str, Any]]:
    """Referrals on which nobody acted, past the time when they go on to supervisors."""
    least = timedelta(hours=min(SUPERVISOR_H.values()))
    rows = referrals.visible_to(user).filter(escalated_at__isnull=False, ended_at__isnull=True)
    rows = rows.filter(referrals__due_at__lte=now() - least).select_related("owner").distinct()
    needs: list[Need] = list(rows.order_by("escalated_at", "id")[:MOST])
    names = _names(user, (row.whose for row in needs if row.whose), told)
    told["need"] += [row.id for row in needs]
    return [
        {
            "kind": "need",
            "id": str(row.id),
            "name": names.get(row.whose, "") if row.whose else "",
            "due_at": stamp(row.escalated_at),
            "at": stamp(row.asked_at),
            "more": row.owner.get_short_name(),
        }
        for row in needs
    ]


def _grave(user: Any, begins: datetime, told: Told) -> list[dict[str, Any]]:
    """A death, a serious injury or a shot, reported since yesterday."""
    rows = encounters.visible_to(user).filter(grave_at__gte=begins - timedelta(days=1))
    found: list[Encounter] = list(rows.select_related("incident").order_by("-grave_at", "id")[:MOST])
    told["encounter"] += [row.id for row in found]
    return [
        {
            "kind": "grave",
            "id": str(row.id),
            "name": row.incident.place,
            "due_at": None,
            "at": stamp(row.grave_at),
            "more": "",
        }
        for row in found
    ]


def _undecided(user: Any, told: Told) -> list[dict[str, Any]]:
    """Cases whose tries are used up: how they go on is a person's decision, and late when its clock has ended."""
    rows = cases.visible_to(user).filter(status=Case.Status.OPEN, next_action=Case.Next.DECIDE)
    found: list[Case] = list(rows.select_related("owner").order_by("next_due_at", "id")[:MOST])
    names = _names(user, (row.person_id for row in found if row.person_id), told)
    told["case"] += [row.id for row in found]
    return [
        {
            "kind": "case",
            "id": str(row.id),
            "name": names.get(row.person_id, "") if row.person_id else "",
            "due_at": stamp(row.next_due_at),
            "at": stamp(row.decide_at),
            "more": row.owner.get_short_name(),
        }
        for row in found
    ]


def _names(user: Any, ids: Iterable[UUID], told: Told) -> dict[UUID, str]:
    """What they are called, as this person may know it."""
    rows = list(people.visible_to(user).filter(id__in=set(ids)))
    told["person"] += [row.id for row in rows]
    return {row.id: row.called or people.full_name(row) for row in rows}


def _levels(user: Any, begins: datetime, told: Told) -> dict[str, Any]:
    """Levels that a person set otherwise than the rules today, the newest first; out of how many decisions."""
    rows = LevelDecision.objects.filter(
        incident__in=incidents.visible_to(user), occurred_at__gte=begins, kind__in=_BY_PERSON
    )
    changed = rows.filter(kind=LevelDecision.Kind.OVERRIDE).select_related("incident", "by")
    newest = list(changed.order_by("-occurred_at", "-id")[:MOST])
    told["incident"] += [row.incident_id for row in newest]
    return {
        "of": rows.count(),
        "count": changed.count(),
        "rows": [
            {
                "incident": str(row.incident_id),
                "place": row.incident.place,
                "from": row.facts_level,
                "to": row.level,
                "reason": row.reason,
                "by": row.by.get_short_name(),
                "at": stamp(row.occurred_at),
            }
            for row in newest
        ],
    }


def _promises(user: Any, begins: datetime) -> dict[str, Any]:
    """Answers of places: how many came in time today, how many are awaited, how many are late."""
    rows = Referral.objects.filter(need__in=referrals.visible_to(user)).exclude(status="entered_in_error")
    waiting = Q(status=Referral.Status.SENT)
    late = waiting & Q(due_at__lte=now())
    rungs = Rung.objects.filter(case__in=cases.visible_to(user))
    ends = begins + timedelta(days=1)
    open_ones = Q(state=Rung.State.DUE, case__status=Case.Status.OPEN)
    done_today = Q(state=Rung.State.DONE, done_at__gte=begins)
    kept = (
        rungs.filter(name__in=PROMISED)
        .values("name")
        .annotate(
            kept=Count("id", filter=done_today & Q(late=False)),
            of=Count("id", filter=done_today),
            due=Count("id", filter=open_ones & Q(due_at__gt=now(), due_at__lt=ends)),
            late=Count("id", filter=open_ones & Q(due_at__lte=now())),
        )
    )
    by_name = {row["name"]: row for row in kept.order_by()}
    return {
        "rungs": [{**_NO_RUNG, "name": name, **by_name.get(name, {})} for name in PROMISED],
        "answer": rows.aggregate(
            answered=Count("id", filter=Q(answered_at__gte=begins)),
            due=Count("id", filter=waiting & ~late),
            late=Count("id", filter=late),
        ),
    }


def _cases(user: Any) -> dict[str, Any]:
    """How many are open, and how many no case manager has."""
    return {
        "open": cases.visible_to(user).filter(status="open").count(),
        "without_manager": len(cases.without_manager(user)),
    }


def _phones(user: Any) -> dict[str, Any]:
    """People on shift whose phone is silent or cannot be woken when it is closed."""
    ids = list(teams.in_force(user).values_list("id", flat=True))
    riding = [
        (team, member)
        for team in teams.as_seen_by(user, ids).values()
        for member in team["members"]
        if member["confirmed"]
    ]
    poor = [
        {
            "user": member["user"],
            "team": team["name"],
            "name": member["name"],
            "phone": member["phone"],
            "why": "silent" if not member["live"] else str(member["woken"]),
            "last_contact_at": member["last_contact_at"],
        }
        for team, member in riding
        if not member["live"] or member["woken"] in _POOR
    ]
    return {"of": len(riding), "rows": poor}
