"""The demo's past months: some two thousand invented calls and what came of them, the same on every machine.

Written in bulk, closed and without deliveries, as history is; from people whom nobody's search can find. Only so has
a month report something to count on the day on which the demo is started.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import models, transaction

from apps.accounts.models import User
from apps.common.clock import now
from apps.common.ids import uuid7
from apps.directory.models import Service
from apps.dispatch.models import Assignment, Response
from apps.encounters.models import Disposition, Encounter, ForceReport
from apps.followups.models import Attempt, Case
from apps.incidents.actions.intake import next_numbers
from apps.incidents.models import Entry, Incident, LevelDecision, Matrix
from apps.outcomes.period import Month
from apps.people.models import Person
from apps.referrals.models import Need, Referral
from apps.teams.models import Shift
from config import past_words as said
from config.cast import CALDER, fixed_id
from config.day import TEAMS, team_id

MONTHS: Final = 6
LEAVES: Final = timedelta(days=9)
"""The last days belong to the calls that are played through actions (config/day.py)."""
CREWS: Final = (("casey", "omar"), ("riley", "jo"))
ON_SHIFT: Final = ((8, 11), (13, 11))
"""When each pair begins, and for how many hours."""


@dataclass
class Rows:
    """What is written, kind by kind, in an order in which each finds what it points at."""

    people: Mapping[str, User]
    matrix: Matrix
    endings: Mapping[str, Disposition]
    places: Sequence[Service]
    random: Random
    made: dict[type[models.Model], list[Any]] = field(default_factory=dict)
    persons: list[Person] = field(default_factory=list)

    def add(self, row: Any) -> Any:
        """Keep it for writing."""
        self.made.setdefault(type(row), []).append(row)
        return row

    def one(self, weights: Mapping[Any, float]) -> Any:
        """One of these, as often as it weighs."""
        return self.random.choices(list(weights), list(weights.values()))[0]


def fill(people: Mapping[str, User]) -> str:
    """Write the past once; answers one line."""
    if Incident.objects.filter(programme_id=CALDER.id, feed=said.FEED).exists():
        return "the past months are there"
    rows = Rows(
        people,
        Matrix.objects.filter(programme_id=CALDER.id).latest("effective_from"),
        {row.code: row for row in Disposition.objects.filter(programme_id=CALDER.id)},
        list(Service.objects.filter(programme_id=CALDER.id, is_sud=False).order_by("name", "id")[:10]),
        Random(20_260_901),  # noqa: S311  (invented data, the same each time)
    )
    zone = ZoneInfo(CALDER.time_zone)
    times = list(_times(rows.random, zone))
    first = next_numbers(CALDER.id, len(times))
    for number, at in enumerate(times, start=first):
        _call(rows, number, at)
    for day in sorted({at.astimezone(zone).date() for at in times}):
        _shifts(rows, datetime(day.year, day.month, day.day, tzinfo=zone))
    with transaction.atomic():
        for model in said.ORDER:
            model._default_manager.bulk_create(rows.made.get(model, []), batch_size=1_000)
    return f"{len(times)} calls of the past months"


def _times(random: Random, zone: ZoneInfo) -> Iterator[datetime]:
    month = Month.last_whole(now(), zone)
    for _ in range(MONTHS - 1):
        month = month.before
    day, until = month.begins, now() - LEAVES
    while day < until:
        hours = random.choices(range(24), said.BY_HOUR, k=random.randint(9, 14))
        yield from sorted(day + timedelta(hours=hour, minutes=random.randint(0, 59)) for hour in hours)
        day = (day + timedelta(hours=26)).replace(hour=0)


def _shifts(rows: Rows, midnight: datetime) -> None:
    for at, ((clinician, officer), (begins, hours)) in enumerate(zip(CREWS, ON_SHIFT, strict=True)):
        for role, key in (("clinician", clinician), ("officer", officer)):
            start = midnight.replace(hour=begins)
            end = start + timedelta(hours=hours)
            rows.add(
                Shift(
                    team_id=team_id(list(TEAMS)[at]),
                    user=rows.people[key],
                    role=role,
                    started_by=rows.people[key],
                    started_at=start,
                    confirmed_at=start,
                    ends_at=end,
                    ended_at=end,
                )
            )


def _call(rows: Rows, number: int, at: datetime) -> None:
    random, dana = rows.random, rows.people["dana"]
    team, area = random.choice(list(TEAMS.items()))
    advised: int = rows.one(said.LEVELS)
    level = advised if random.random() > said.CHANGED else min(4, max(1, advised + random.choice((-1, 1, 1))))
    by_phone = level == 1 or random.random() < 0.05
    decided = at + timedelta(minutes=random.randint(2, 5))
    incident = rows.add(
        Incident(
            id=fixed_id(f"past {number} {at:%Y%m%d%H%M}"),
            programme_id=CALDER.id,
            number=number,
            status=Incident.Status.CLOSED,
            feed=said.FEED,
            external_id=f"past-{number}",
            opened_by=dana,
            opened_at=at,
            created_at=at,
            place=f"{random.randint(100, 990)} {random.choice(said.STREETS)}, {area}",
            area=area,
            words=random.choice(said.CALLERS),
            matrix=rows.matrix,
            level=level,
            decided_level=level,
            decided_at=decided if level >= 2 else None,
            overridden=level != advised,
            provisional=False,
            result="by_phone" if by_phone else "seen",
            closed_at=decided + timedelta(minutes=25),
        )
    )
    rows.add(
        LevelDecision(
            incident=incident,
            level=level,
            facts_level=advised,
            kind="override" if level != advised else "decided",
            matrix=rows.matrix,
            reason="" if level == advised else random.choice(said.WHY),
            by=dana,
            occurred_at=decided,
            created_at=decided,
        )
    )
    if not by_phone:
        _trip(rows, incident, team, decided)


def _note(rows: Rows, incident: Incident, kind: str, by: User, at: datetime, **facts: Any) -> None:
    rows.add(Entry(incident=incident, kind=kind, facts=facts, by=by, occurred_at=at, received_at=at, created_at=at))


def _trip(rows: Rows, incident: Incident, team: str, decided: datetime) -> None:
    random, dana = rows.random, rows.people["dana"]
    clinician, officer = CREWS[list(TEAMS).index(team) % 2]
    with_officer = (incident.level or 0) > 2 or random.random() < 0.3
    sent = decided + timedelta(minutes=random.randint(1, 6))
    there = sent + timedelta(minutes=min(95.0, 4 + random.lognormvariate(2.7, 0.62)))
    clear = there + timedelta(minutes=random.lognormvariate(3.8, 0.45))
    called_off = random.random() < 0.03
    order = rows.add(
        Assignment(
            id=uuid7(),
            incident=incident,
            team_id=team_id(team),
            status="cancelled" if called_off else "cleared",
            status_at=clear,
            level=incident.level,
            provisional=False,
            sent_by=dana,
            sent_at=sent,
            created_at=sent,
            ended_at=clear,
        )
    )
    incident.closed_at = clear + timedelta(minutes=4)
    crew = [("clinician", clinician), *([("officer", officer)] if with_officer else [])]
    for role, key in crew:
        rows.add(
            Response(assignment=order, user=rows.people[key], role=role, answer="accepted", answered_at=sent,
                     received_at=sent, seen_at=sent, created_at=sent)
        )  # fmt: skip
    _note(rows, incident, "sent", dana, sent, assignment=str(order.id), team=str(order.team_id), team_name=team)
    if called_off:
        incident.result = "cancelled"
        return
    for at, status, before in ((there, "on_scene", "acknowledged"), (clear, "cleared", "on_scene")):
        _note(rows, incident, "status", rows.people[clinician], at, assignment=str(order.id), status=status,
              before=before)  # fmt: skip
    _visit(rows, order, rows.people[clinician], rows.people[officer] if with_officer else None, there, clear)


def _visit(rows: Rows, order: Assignment, by: User, officer: User | None, there: datetime, clear: datetime) -> None:
    contact = rows.one(said.CONTACT)
    ending = contact if contact in {"no_contact", "gone"} else rows.one(said.ENDINGS)
    row, incident = rows.endings[ending], order.incident
    incident.result = "seen" if contact == "met" else "no_contact"
    person = _person(rows, there) if contact == "met" and rows.random.random() < said.IS_KNOWN else None
    incident.person = person
    visit = rows.add(
        Encounter(
            id=order.id,
            assignment=order,
            incident=incident,
            person=person,
            state=Encounter.State.SIGNED,
            began_at=there,
            created_at=there,
            signed_at=clear,
            signed_by=by,
            contact=contact,
            contact_at=there,
            transport=row.transport,
            reasons=[rows.random.choice(said.REASONS)] if contact == "met" else [],
            judgement=rows.one(said.JUDGEMENT) if contact == "met" else "",
            disposition=ending,
            disposition_row=row,
            decided_by="person" if contact == "met" else "",
            least_restrictive=rows.one(said.LEAST) if contact == "met" else "",
        )
    )
    if officer is not None and rows.random.random() < said.REPORTED:
        force = rows.random.random() < said.FORCE if contact == "met" else False
        rows.add(
            ForceReport(
                id=visit.id,
                encounter=visit,
                force="force" if force else "none",
                types=["hands"] if force else [],
                reason="hurting_self" if force else "",
                injured=["person"] if force and rows.random.random() < said.HURT else [],
                by=officer,
                filed_at=clear,
                received_at=clear,
            )
        )
    if row.opens_case or row.case_rule:
        _case(rows, visit, clear)
    if contact == "met" and rows.random.random() < said.REFERRED.get(row.group, 0):
        _need(rows, visit, by, clear)


def _case(rows: Rows, visit: Encounter, at: datetime) -> None:
    """Looked after by Cam, and over by now: landed, or never found."""
    cam, hours = rows.people["cam"], rows.one(said.REACHED_H)
    reached = at + timedelta(hours=hours * rows.random.uniform(0.4, 1.0)) if hours else None
    case = rows.add(
        Case(
            programme_id=CALDER.id,
            encounter=visit,
            incident=visit.incident,
            person=visit.person,
            owner=cam,
            owner_since=at,
            status=Case.Status.LANDED if reached else Case.Status.CLOSED,
            rule=visit.disposition_row.case_rule if visit.disposition_row else "",
            risk="high" if visit.judgement in {"high", "imminent"} else "moderate",
            opened_at=at,
            created_at=at,
            ended_at=at + timedelta(days=8),
            end_reason="landed" if reached else "cannot_be_found",
            let_go_at=at + timedelta(days=8),
            next_action=Case.Next.NONE,
            next_due_at=None,
        )
    )
    first = at + timedelta(hours=rows.random.uniform(2, 11))
    if reached is None or first < reached:
        rows.add(Attempt(case=case, channel="call", result="no_answer", by=cam, at=first, received_at=first))
    if reached is not None:
        rows.add(Attempt(case=case, channel="call", result="reached", by=cam, at=reached, received_at=reached))


def _person(rows: Rows, at: datetime) -> Person:
    """Somebody who was met before, now and then; else somebody new."""
    if rows.persons and rows.random.random() < said.AGAIN:
        return rows.random.choice(rows.persons[-120:])
    person: Person = rows.add(
        Person(
            programme_id=CALDER.id,
            given=rows.random.choice(said.GIVEN),
            family=rows.random.choice(said.FAMILY),
            birth_year=rows.random.randint(1948, 2006),
            made_by=rows.people["casey"],
            created_at=at,
        )
    )
    rows.persons.append(person)
    return person


def _need(rows: Rows, visit: Encounter, by: User, at: datetime) -> None:
    random, cam = rows.random, rows.people["cam"]
    outcome = rows.one(said.CAME)
    need = rows.add(
        Need(
            programme_id=CALDER.id,
            person=visit.person,
            encounter=visit,
            words=random.choice(said.NEEDS),
            urgency="soon",
            basis="treatment",
            what=["name", "contact", "today"],
            owner=cam,
            asked_by=by,
            asked_at=at,
            created_at=at,
            ended_at=at + timedelta(days=30),
        )
    )
    sent = at + timedelta(minutes=random.randint(1, 240))
    days = {"soon": random.uniform(0.1, 6.5), "late": random.uniform(8, 26)}.get(outcome)
    came = None if days is None else sent + timedelta(days=days)
    if came is not None and came > now():
        came, outcome = None, "missed"
    here = at - timedelta(minutes=random.randint(12, 45)) if visit.transport == "voluntary" else None
    service = random.choice(rows.places)
    rows.add(
        Referral(
            programme_id=CALDER.id,
            need=need,
            service=service,
            service_name=service.name,
            status=said.STATUS[outcome],
            status_at=came or sent + timedelta(days=1),
            sent_at=sent,
            created_at=sent,
            changed_at=sent,
            answered_at=None if outcome == "expired" else sent + timedelta(hours=random.uniform(0.2, 20)),
            answered_by="" if outcome == "expired" else "Front desk",
            decline_code="full" if outcome == "declined" else "",
            attended_at=came,
            end_reason="helped" if came else "",
            arrived_at=here,
            handed_over_at=here and here + timedelta(minutes=random.lognormvariate(2.6, 0.5)),
        )
    )
