"""What must hold of people, plans and forms: each is there once, as it was written, and about whom it is."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from apps.encounters.models import Encounter, SafetyPlan, SafetyPlanGiven, Screening
from apps.followups.models import Attempt, Case
from apps.incidents.models import Incident
from apps.outbox.models import OpKey
from apps.people.models import Person, Plan, PlanNote
from apps.people.queries import roots_of
from config.simulator.invariants import Kept, Lost, is_done
from config.simulator.store import Op

_BY: Final[dict[Any, str]] = {
    Person: "made_by",
    SafetyPlan: "written_by",
    SafetyPlanGiven: "by",
    Screening: "by",
    Plan: "written_by",
    PlanNote: "by",
    Attempt: "by",
}
"""What a client makes under an id of its own, and the field that says who."""


def problems(kept: Sequence[Kept], lost: Sequence[Lost], since: datetime) -> list[str]:
    """Everything that does not hold of what these devices wrote since then."""
    devices: list[Kept | Lost] = [*kept, *lost]
    written = [op for one in devices for op in (*one.outbox.all(), *one.outbox.erased)]
    users = {one.user.id for one in devices}
    found = [*missing(written), *strays(written, users, since), *otherwise(written), *numbers(users, since)]
    return [*found, *links(written), *cases(since)]


def made_by(op: Op) -> tuple[Any, str] | None:
    """The kind and id of what a write makes, if it is one of these."""
    end, body = op.path.rsplit("/", 1)[-1], op.body
    if end == "person" and "new" in body:
        return Person, body["new"]["id"]
    model = {
        "safety-plans": SafetyPlan,
        "give": SafetyPlanGiven,
        "screenings": Screening,
        "plans": Plan,
        "notes": PlanNote,
        "attempts": Attempt,
    }.get(end)
    return (model, body["id"]) if model is not None and "id" in body else None


def missing(written: Iterable[Op]) -> Iterator[str]:
    """What was acknowledged and is not there."""
    wanted: dict[Any, dict[str, Op]] = defaultdict(dict)
    for op in written:
        # What came late is a line of the timeline; who was not told yet may not be made.
        if op.outcomes and is_done(op) and op.outcomes[0] != "merged" and (made := made_by(op)):
            wanted[made[0]][made[1]] = op
    for model, ops in wanted.items():
        there = {str(one) for one in model.objects.filter(id__in=ops).values_list("id", flat=True)}
        yield from (f"what {op.path} made is lost" for one, op in ops.items() if one not in there)


def strays(written: Iterable[Op], users: Iterable[UUID], since: datetime) -> Iterator[str]:
    """What is there and no write of these people has made: something was made twice."""
    asked: dict[Any, set[str]] = defaultdict(set)
    for op in written:
        if made := made_by(op):
            asked[made[0]].add(made[1])
    for model, field in _BY.items():
        rows = model.objects.filter(created_at__gte=since, **{f"{field}__in": list(users)})
        for one in rows.exclude(id__in=asked[model]).values_list("id", flat=True):
            yield f"{model.__name__} {one} was made by no write"


def otherwise(written: Iterable[Op]) -> Iterator[str]:
    """Words that are not as they were written."""
    for op in written:
        made = made_by(op)
        row = made[0].objects.filter(id=made[1]).first() if made else None
        if isinstance(row, SafetyPlan) and {name: row.parts[name] for name in op.body["parts"]} != op.body["parts"]:
            yield f"safety plan {row.id} reads otherwise"
        elif isinstance(row, Person) and any(
            value != str(getattr(row, name)) for name, value in op.body["new"].items()
        ):
            yield f"person {row.id} is called otherwise"
        elif isinstance(row, Screening) and not _answered(op.body["response"]) <= _answered(row.response):
            yield f"screening {row.id} was answered otherwise"


def _answered(response: dict[str, Any]) -> set[tuple[str, str]]:
    return {
        (item["linkId"], answer["valueCoding"]["code"])
        for item in response["item"]
        for answer in item.get("answer", [])
        if "valueCoding" in answer
    }


def numbers(users: Iterable[UUID], since: datetime) -> Iterator[str]:
    """No two versions of one person's safety plan have one number."""
    rows = SafetyPlan.objects.filter(created_at__gte=since, written_by__in=list(users)).select_related("encounter")
    for whose in {row.person_id for row in rows if row.person_id}:
        found = sorted(SafetyPlan.objects.filter(person_id=whose).values_list("number", flat=True))
        if len(found) != len(set(found)):
            yield f"two versions of the safety plan of {whose} have one number"


def links(written: Iterable[Op]) -> Iterator[str]:
    """Of whom somebody said, and was told it is kept, that incident is about them."""
    said: dict[UUID, set[UUID]] = defaultdict(set)
    for op in written:
        if op.path.endswith("/person") and op.outcomes and op.outcomes[0] == "applied":
            person = op.body.get("person") or op.body.get("new", {}).get("id")
            if person:
                said[UUID(op.path.split("/")[3])].add(UUID(person))
    now = dict(Incident.objects.filter(id__in=said).values_list("id", "person_id"))
    known = {one for one in now.values() if one} | {one for many in said.values() for one in many}
    root = roots_of(known)
    taken_back = set(OpKey.objects.filter(action="incident.unlink_person").values_list("object_id", flat=True))
    for incident, people in said.items():
        person = now.get(incident)
        if incident not in taken_back and (person is None or {root[one] for one in people} != {root[person]}):
            yield f"incident {incident} is not about whom somebody said"


def cases(since: datetime) -> Iterator[str]:
    """A case is about whom its visit is about, and whoever owns it still works there."""
    rows = Case.objects.filter(created_at__gte=since).select_related("encounter__incident", "owner")
    for case in rows:
        if case.person_id != case.encounter.person_id:
            yield f"case {case.id} is about another than its visit"
        if not case.owner.is_active:
            yield f"case {case.id} has nobody"
    about = Encounter.objects.filter(created_at__gte=since).values_list("id", "person_id", "incident__person_id")
    for visit, person, called_for in about:
        if person != called_for:
            yield f"visit {visit} is about another than its incident"
