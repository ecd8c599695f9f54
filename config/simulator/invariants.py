"""What must hold whatever happened, asked of the tables and of what each client keeps. Reads only."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Q

from apps.access.table import CLASSES
from apps.accounts.models import Device, User
from apps.dispatch.models import Assignment, Response
from apps.dispatch.policies import ASSIGNMENT
from apps.encounters.models import Encounter
from apps.encounters.policies import CLASS_OF as OF_VISITS
from apps.encounters.policies import ENCOUNTER, INSTRUMENT, SAFETY_PLAN, SCREENING
from apps.followups.models import Case
from apps.followups.policies import CASE
from apps.incidents.models import Entry, Incident
from apps.incidents.queries.shapes import ENTRY, INCIDENT
from apps.outbox.models import HandlerRun, OpKey, Receipt
from apps.people.policies import PLAN
from apps.people.queries.shapes import PERSON
from apps.referrals.policies import NEED
from apps.teams.models import Team
from apps.teams.policies import SHIFT, TEAM
from config.simulator.store import DONE, Op, Outbox, Store
from config.simulator.truth import differences, strangers

SHAPES: Final[Mapping[str, Mapping[str, str]]] = {
    "incident": INCIDENT,
    "entry": ENTRY,
    "assignment": ASSIGNMENT,
    "team": TEAM,
    "shift": SHIFT,
    "encounter": ENCOUNTER,
    "disposition": OF_VISITS["Disposition"],
    "case": CASE,
    "need": NEED,
    "person": PERSON,
    "plan": PLAN,
    "screening": SCREENING,
    "safety_plan": SAFETY_PLAN,
    "instrument": INSTRUMENT,
}
"""kind -> the class of each field that it is shown with."""

_OF_TEAMS: Final = (
    Entry.Kind.SENT,
    Entry.Kind.STATUS,
    Entry.Kind.CANCELLED,
    Entry.Kind.DIVERTED,
    Entry.Kind.DECLINED,
    Entry.Kind.UNDONE,
    Entry.Kind.CORRECTED,
)
_ENDS: Final = ("cleared", "cancelled", "diverted")


@dataclass(frozen=True)
class Kept:
    """What one device keeps at the end."""

    user: User
    store: Store
    outbox: Outbox


@dataclass(frozen=True)
class Lost:
    """A phone that was taken away: what it kept, and when it was last told anything, on which road."""

    user: User
    device: UUID
    store: Store
    outbox: Outbox
    heard: tuple[datetime, str]


UNDER_WAY: Final = timedelta(seconds=2)
"""What was on its way when a phone was revoked may still arrive and be counted."""


def revoked(lost: Lost) -> list[str]:
    """After the revocation nothing reached that phone or was taken from it; what was acknowledged is there once."""
    name, since = lost.user.short_name, Device.objects.get(id=lost.device).revoked_at
    if since is None:
        return [f"{name}: the lost phone was never revoked"]
    late = since + UNDER_WAY
    found = [f"{name}: {lost.heard[1]} reached a phone after it was revoked"] if lost.heard[0] > late else []
    taken = OpKey.objects.filter(device_id=lost.device, received_at__gt=late)
    found += [f"{name}: {row.action} was taken from a revoked phone" for row in taken]
    if Receipt.objects.filter(device_id=lost.device, received_at__gt=late).exists():
        found.append(f"{name}: a revoked phone acknowledged an alert")
    if lost.store.objects or lost.outbox.waiting:
        found.append(f"{name}: a revoked phone keeps what it held")
    return found + writes([(lost.user, lost.outbox.all())]) + strangers(lost.user, lost.store.ever, ever=True)


def decisions(user: User, outbox: Outbox) -> list[str]:
    """What a person has decided about a write is written down beside it, once that has its answer."""
    told = [(op, how) for op, how, new in outbox.decisions if new.outcomes and is_done(new)]
    rows = OpKey.objects.filter(user_id=user.id, key__in=[op.key for op, _ in told])
    kept = {str(row.key): row.decision for row in rows}
    return [
        f"{user.short_name}: {op.path} was decided {how!r}, stored {kept.get(op.key)!r}"
        for op, how in told
        if kept.get(op.key) != how
    ]


def streams() -> list[str]:
    """Numbers without a gap, none missing, none beyond its counter (I4)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.stream FROM outbox_delivery d LEFT JOIN outbox_stream s ON s.name = d.stream"
            " GROUP BY d.stream, s.seq HAVING bool_or(d.seq IS NULL) OR s.seq IS NULL OR max(d.seq) <> s.seq"
            " OR max(d.seq) - min(d.seq) + 1 <> count(*)"
        )
        return [f"stream {name} has a gap" for (name,) in cursor.fetchall()]


def writes(written: Iterable[tuple[User, Sequence[Op]]]) -> list[str]:
    """Every acknowledged write is there once, with the outcome that was answered; none has two effects (I1, I2)."""
    answered = [(user, op) for user, ops in written for op in ops if op.outcomes]
    keys = [op.key for _, op in answered]
    rows = {(row.user_id, str(row.key)): row.outcome for row in OpKey.objects.filter(key__in=keys)}
    found = []
    for user, op in answered:
        stored = rows.get((user.id, op.key))
        if is_done(op) and stored is None:
            found.append(f"{user.short_name}: {op.method} {op.path} was acknowledged and is lost")
        elif stored is not None and {_as_first(one) for one in op.outcomes} != {_as_first(stored)}:
            found.append(f"{user.short_name}: {op.path} was answered {op.outcomes}, stored {stored}")
    return found + list(_effects([op for _, op in answered if is_done(op)]))


def is_done(op: Op) -> bool:
    """Whether its first answer says that it is kept."""
    return op.outcomes[0] in DONE


def _as_first(outcome: str) -> str:
    """A repeat of what was applied is answered "already applied"."""
    return "applied" if outcome in DONE else outcome


def _effects(ops: Sequence[Op]) -> Iterator[str]:
    """What was made under an id of the client's is there; words are there once, as they were written."""
    made = [op for op in ops if "id" in op.body and _makes(op) is not None]
    for model in (Entry, Incident, Assignment):
        wanted = {op.body["id"]: op for op in made if _makes(op) is model}
        there = {str(one) for one in model.objects.filter(id__in=wanted).values_list("id", flat=True)}
        yield from (f"what {op.path} made is lost" for one, op in wanted.items() if one not in there)
    said = {op.body["id"]: op.body["text"] for op in made if "text" in op.body}
    texts = dict(Entry.objects.filter(id__in=said).values_list("id", "text"))
    yield from (f"remark {one} reads otherwise" for one, text in said.items() if texts.get(UUID(one)) != text)


def _makes(op: Op) -> type[Entry | Incident | Assignment] | None:
    if op.path.endswith("/remarks"):
        return Entry
    if op.path == "/api/incidents":
        return Incident
    return Assignment if op.path in ("/api/assignments", "/api/assignments/own") else None


def doubled(incidents: Iterable[UUID]) -> list[str]:
    """No remark is there twice, and each assignment has as many status lines as commands that set one (I2)."""
    lines = Entry.objects.filter(incident_id__in=list(incidents))
    remarks = Counter(lines.filter(kind=Entry.Kind.REMARK).values_list("incident_id", "by_id", "text"))
    found = [f"a remark is in incident {key[0]} {count} times" for key, count in remarks.items() if count > 1]
    steps = Counter(line.facts["assignment"] for line in lines.filter(kind=Entry.Kind.STATUS))
    rows = OpKey.objects.filter(action="assignment.set_status", outcome=OpKey.Outcome.APPLIED)
    rows = rows.filter(object_id__in=Assignment.objects.filter(incident_id__in=list(incidents)).values("id"))
    taps = Counter(str(one) for one in rows.values_list("object_id", flat=True))
    return found + [
        f"assignment {one} has {steps[one]} status lines of {taps[one]} taps"
        for one in sorted({*steps, *taps})
        if steps[one] != taps[one]
    ]


def bookings() -> list[str]:
    """Never two assignments of one team at once: now by the rows, before by the timelines in their order (I9)."""
    now = Counter(Assignment.objects.filter(ended_at__isnull=True).values_list("team_id", flat=True))
    found = [f"team {team} is on {count} assignments" for team, count in now.items() if count > 1]
    team_of = dict(Assignment.objects.values_list("id", "team_id"))
    declined = _last_no()
    active: dict[UUID, str] = {}
    for line in Entry.objects.filter(kind__in=_OF_TEAMS).order_by("received_at", "id"):
        one = line.facts.get("assignment")
        team = UUID(line.facts["team"]) if "team" in line.facts else team_of.get(UUID(one)) if one else None
        if team is None:
            continue
        if _begins(line):
            if active.get(team, one) != one:
                found.append(f"team {team} was sent to {one} while on {active[team]}")
            active[team] = str(one)
        elif _ends(line, declined) and (line.kind == Entry.Kind.DIVERTED or active.get(team) == one):
            active.pop(team, None)
    return found


def _last_no() -> set[UUID]:
    """The line of the last no of each assignment that ended because nobody could go."""
    ended = {str(one) for one in Assignment.objects.filter(end_reason="declined").values_list("id", flat=True)}
    last: dict[str, UUID] = {}
    for line in Entry.objects.filter(kind=Entry.Kind.DECLINED).order_by("received_at", "id"):
        if line.facts.get("assignment") in ended:
            last[line.facts["assignment"]] = line.id
    return set(last.values())


def _begins(line: Entry) -> bool:
    """A team is sent, or goes on with what was over."""
    again = line.facts.get("before") == "cleared" or line.facts.get("what") == "cleared"
    return line.kind == Entry.Kind.SENT or (line.kind in (Entry.Kind.UNDONE, Entry.Kind.CORRECTED) and again)


def _ends(line: Entry, declined: set[UUID]) -> bool:
    if line.kind == Entry.Kind.DECLINED:
        return line.id in declined
    return line.kind in (Entry.Kind.CANCELLED, Entry.Kind.DIVERTED) or line.facts.get("status") in _ENDS


def calls(incidents: Iterable[UUID]) -> list[str]:
    """Every call is closed with a result, or a team has it."""
    rows = Incident.objects.filter(id__in=list(incidents))
    has_team = set(Assignment.objects.filter(ended_at__isnull=True).values_list("incident_id", flat=True))
    return [
        f"call {row.number} belongs to nobody"
        for row in rows
        if (row.is_open and row.id not in has_team) or (not row.is_open and not row.result)
    ]


def visits(incidents: Iterable[UUID]) -> list[str]:
    """Whoever was on scene has a signed visit, or one that is open with an owner; every case has its owner once."""
    steps = Entry.objects.filter(incident_id__in=list(incidents), kind=Entry.Kind.STATUS, facts__status="on_scene")
    named = {UUID(line.facts["assignment"]) for line in steps}
    stayed = Assignment.objects.filter(id__in=named, status__in=["on_scene", "cleared"])
    there = set(stayed.values_list("id", flat=True))
    known = Encounter.objects.filter(id__in=there).select_related("disposition_row")
    found = [f"the visit of assignment {one} was never begun" for one in sorted(there - {row.id for row in known})]
    for row in known:
        going = Response.objects.filter(assignment_id=row.id).exclude(answer=Response.Answer.DECLINED)
        if not row.is_signed and not going.exists():
            found.append(f"the visit {row.id} is open and nobody's")
        asks = row.is_signed and row.disposition_row is not None and row.disposition_row.opens_case
        mine = Case.objects.filter(Q(encounter=row) | Q(visits__encounter=row, visits__parted_at=None))
        if asks and not mine.filter(owner__is_active=True).exists():
            found.append(f"the visit {row.id} asked for a case and nobody has it")
    return found


def reactions() -> list[str]:
    """Nothing that other apps owe is dead or still due."""
    rows = HandlerRun.objects.exclude(status=HandlerRun.Status.DONE)
    return [f"{row.handler} of {row.event} is {row.status}" for row in rows]


def client(kept: Kept) -> list[str]:
    """One device: nothing unsent, its store as a fresh snapshot, nothing that is not its person's (I5, I6, I8)."""
    name = kept.user.short_name
    found = [f"{name}: {op.path} never left the outbox" for op in kept.outbox.waiting]
    found += writes([(kept.user, kept.outbox.all())])
    found += decisions(kept.user, kept.outbox)
    found += differences(kept.user, kept.store.objects)
    found += strangers(kept.user, kept.store.objects)
    found += strangers(kept.user, kept.store.ever, ever=True)
    return found + closed_fields(kept.user, kept.store.fields)


def closed_fields(user: User, fields: Mapping[str, Iterable[str]]) -> list[str]:
    """Fields that were shown although no role of this person is granted their class (I6)."""
    open_classes = {name for name, cells in CLASSES.items() if user.roles & cells.keys()}
    return [
        f"{user.short_name} was shown {kind}.{name}"
        for kind, names in sorted(fields.items())
        for name in sorted(names)
        if kind in SHAPES and SHAPES[kind].get(name) not in open_classes
    ]


def canaries(user: User, told: Iterable[Any], words: Iterable[str]) -> list[str]:
    """Words of another programme in anything this person was ever sent (I6)."""
    heard = "\n".join(str(one) for one in told)
    return [f"{user.short_name} was sent words of another programme" for word in words if word in heard]


def teams_of(programme_id: UUID) -> list[UUID]:
    """The teams of a programme."""
    return list(Team.objects.filter(programme_id=programme_id).values_list("id", flat=True))
