"""Very many open cases for the worklist's bench, written by the database from one that was made by hand.

Each has a visit, a person, the steps of a ladder, two tries, a consent and a referral of its own; ids
follow from the number.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection

from apps.accounts.models import User
from apps.common.clock import now
from apps.directory.models import Organization, Service
from apps.dispatch.models import Assignment
from apps.encounters.models import Encounter
from apps.followups.models import Attempt, Case, Rung
from apps.incidents.models import Incident
from apps.involvement.models import Involvement
from apps.people.models import Consent, Person
from apps.referrals.models import Need, Referral
from apps.teams.models import Team

STEPS: Final = ("day2", "day3", "day7", "day30")
_OWN: Final = "md5('one' || n)::uuid"
"""The id of the n-th of each."""


def fill(people: Mapping[str, User], count: int, mine: int) -> None:
    """So many, of which the first `mine` are Cam's and the rest the supervisor's; clocks of about three weeks."""
    first = _first(people)
    _copies(first["person"], count, family="'Person ' || n")
    _copies(first["assignment"], count)
    _copies(first["encounter"], count, assignment_id=_OWN, person_id=_OWN)
    _copies(
        first["case"],
        count,
        encounter_id=_OWN,
        person_id=_OWN,
        owner_id=f"CASE WHEN n <= {mine} THEN one.owner_id ELSE '{people['sam'].id}'::uuid END",
        next_due_at="now() + (mod(n * 7919, 30011) - 9000) * interval '1 minute'",
        risk="(ARRAY['high', 'moderate', 'low'])[1 + mod(n, 3)]",
    )
    _copies(first["involvement"], mine, id="gen_random_uuid()", object_id=_OWN)
    for row in (*first["rungs"], *first["tries"]):
        _copies(row, count, id=f"md5('{row.id}' || n)::uuid", case_id=_OWN)
    _copies(first["consent"], count, person_id=_OWN)
    _copies(first["need"], count, encounter_id=_OWN, person_id=_OWN, consent_id=_OWN)
    _copies(first["referral"], count, need_id=_OWN)


def _first(people: Mapping[str, User]) -> dict[str, Any]:
    """One of each, of which the others are copies; its team is off the road."""
    cam, at = people["cam"], now() - timedelta(days=1)
    assert cam.programme_id is not None
    where = {"programme_id": cam.programme_id, "opened_by": people["dana"]}
    incident = Incident.objects.create(number=1_000_000, place="1418 Alder Court", **where)
    person = Person.objects.create(programme_id=cam.programme_id, given="Somebody", birth_year=1980, made_by=cam)
    team = Team.objects.create(programme_id=cam.programme_id, name="Bench 1")
    sent: dict[str, Any] = {"status": "cleared", "ended_at": at, "sent_by": people["dana"]}
    assignment = Assignment.objects.create(incident=incident, team=team, **sent)
    encounter = Encounter.objects.create(id=assignment.id, assignment=assignment, incident=incident, person=person)
    case = Case.objects.create(
        programme_id=cam.programme_id,
        encounter=encounter,
        incident=incident,
        person=person,
        owner=cam,
        rule="bench",
        next_due_at=now(),
    )
    asked = _asked(cam, person, encounter, at)
    rungs = [Rung.objects.create(case=case, name=name, due_at=now() + timedelta(days=2)) for name in STEPS]
    said: dict[str, Any] = {"channel": "call", "result": "no_answer", "by": cam, "words": "Rang out, no machine."}
    tries = [Attempt.objects.create(case=case, at=at + timedelta(hours=hours), **said) for hours in (1, 6)]
    involvement = Involvement.objects.create(user=cam, kind=Person.KIND, object_id=person.id, basis="case")
    return {
        "person": person,
        "assignment": assignment,
        "encounter": encounter,
        "case": case,
        "rungs": rungs,
        "tries": tries,
        **asked,
        "involvement": involvement,
    }


def _asked(cam: User, person: Person, encounter: Encounter, at: datetime) -> dict[str, Any]:
    """A consent, and a place that was asked by it."""
    assert cam.programme_id is not None
    consent = Consent.objects.create(
        programme_id=cam.programme_id,
        person=person,
        decided_by="person",
        how="spoken",
        witness="Omar",
        recipients=[],
        what=["name", "contact"],
        until=(at + timedelta(days=90)).date(),
        ends_at=at + timedelta(days=90),
        given_at=at,
        taken_by=cam,
    )
    need = Need.objects.create(
        programme_id=cam.programme_id,
        person=person,
        encounter=encounter,
        words="Somebody to talk to",
        basis="consent",
        consent=consent,
        owner=cam,
        asked_by=cam,
    )
    organization = Organization.objects.create(programme_id=cam.programme_id, name="Bench")
    service = Service.objects.create(programme_id=cam.programme_id, organization=organization, name="Bench")
    referral = Referral.objects.create(
        programme_id=cam.programme_id, need=need, service=service, service_name="Bench", status="sent", status_at=at
    )
    return {"consent": consent, "need": need, "referral": referral}


def _copies(row: Any, count: int, **values: str) -> None:
    """So many more of a row; a value is SQL over n and the row, `one`."""
    table, columns = row._meta.db_table, [field.column for field in row._meta.concrete_fields]
    chosen = ", ".join({"id": _OWN, **values}.get(name, f"one.{name}") for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen}"
            f" FROM {table} AS one, generate_series(1, %s) AS n WHERE one.id = %s",
            [count, row.id],
        )
