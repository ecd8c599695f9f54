"""Compare what a client holds with what the server would show it now. Reads only."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from apps.access.roles import BOARD, CLINICAL, FIELD, Role
from apps.accounts.models import Device, User
from apps.accounts.queries import members
from apps.common.clock import now
from apps.dispatch.models import Assignment, Response
from apps.encounters.models import Disposition, Encounter, ForceReport, Instrument, SafetyPlan, Screening
from apps.encounters.queries import LIST_READERS
from apps.followups.models import Case
from apps.incidents.models import Entry, Incident
from apps.involvement.models import Involvement
from apps.outbox import projections
from apps.people.models import Consent, Person, Plan
from apps.realtime import scope
from apps.referrals.models import Need
from apps.teams.models import Shift, Team
from config.simulator.store import Key

NOT_PUBLISHED: Final = {
    # Presence goes its own way (GET /api/presence), and "written to a socket" is a note, no event.
    "team": ("members", ("live", "last_contact_at", "position", "woken")),
    "assignment": ("responses", ("sent_at",)),
}
_BOARDS_ONLY: Final = (Entry.Kind.RECEIVED, Entry.Kind.SEEN)
"""Lines about receipts are told to the board; a phone reads them with the whole timeline."""


def settled(kind: str, shown: Mapping[str, Any], *, owed: bool = False) -> dict[str, Any]:
    """The object without the values that change without an event, or (with `owed`) before their event."""
    if kind == "device":  # its contacts and counts are last values, told by no event
        return {name: shown[name] for name in ("id", "user", "revoked_at") if name in shown}
    if kind not in NOT_PUBLISHED:
        return dict(shown)
    name, moving = NOT_PUBLISHED[kind]
    kept = dict(shown)
    if owed and kind == "assignment":
        kept.pop("reached", None)
        moving = (*moving, "received_at", "seen_at")
    kept[name] = [{key: value for key, value in row.items() if key not in moving} for row in shown.get(name, [])]
    return kept


def differences(user: User, objects: Mapping[Key, Mapping[str, Any]], *, owed: bool = False) -> list[str]:
    """How a store that has kept up differs from a fresh snapshot; empty when it does not.

    It may hold more than a snapshot (an assignment that ended within the shift, older lines), but only what this
    person may see now, as it is now. A phone may lack lines written before its person came to the incident. While the
    worker owes its reactions (`owed`), receipts of alerts may be further than the phones of a team have heard.
    """
    fresh = {(item["kind"], item["id"]): item["object"] for item in scope.snapshot(user)}
    missing = [key for key in sorted(fresh.keys() - objects.keys()) if not _came_later(user, key)]
    found = [f"{user.short_name} lacks {kind} {one}" for kind, one in missing]
    more = objects.keys() - fresh.keys()
    for kind in sorted({kind for kind, _ in more}):
        ids = [UUID(one) for of_kind, one in more if of_kind == kind]
        shown = projections.as_seen_by(user, kind, ids)
        fresh |= {(kind, str(one)): shown.get(one) for one in ids}
    for key, held in sorted(objects.items()):
        kind, now = key[0], fresh[key]
        if now is None:
            found.append(f"{user.short_name} still holds {kind} {key[1]}, which is not theirs to see")
        elif kind == "team" and key in more:
            continue  # a phone that has left a team hears of it no more and shows it nowhere
        else:
            # Of what is over a phone may know less than it could ask for, never more and never otherwise.
            now = {name: now[name] for name in held.keys() & now.keys()} if key in more else now
            if not _same(kind, held, now, owed):
                found.append(
                    f"{user.short_name} holds {kind} {key[1]} otherwise: {_first_difference(kind, held, now)}"
                )
    return found


def _same(kind: str, held: Mapping[str, Any], now: Mapping[str, Any], owed: bool) -> bool:
    return settled(kind, held, owed=owed) == settled(kind, now, owed=owed)


def _first_difference(kind: str, held: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    one, other = settled(kind, held), settled(kind, now)
    return ", ".join(sorted(name for name in {*one, *other} if one.get(name) != other.get(name)))


def _came_later(user: User, key: Key) -> bool:
    """Whether a missing line is older than this person's part in the incident, or is not sent to phones."""
    kind, one = key
    if kind != "entry" or user.roles & BOARD:
        return False
    entry = Entry.objects.get(id=one)
    if entry.kind in _BOARDS_ONLY:
        return True
    rows = Involvement.objects.filter(user_id=user.id, kind=Incident.KIND, object_id=entry.incident_id)
    since = rows.filter(until__isnull=True).order_by("since").values_list("since", flat=True).first()
    return since is not None and entry.received_at < since


def strangers(user: User, keys: Iterable[Key], *, ever: bool = False) -> list[str]:
    """Which of these this person may not hold now (or, with `ever`, could at no time have been shown).

    By the rows themselves, not by the access table and the projections, so that an error there is seen here.
    """
    by_kind: dict[str, set[UUID]] = {}
    for kind, one in keys:
        by_kind.setdefault(kind, set()).add(UUID(one))
    found = []
    for kind, ids in sorted(by_kind.items()):
        allowed = _ALLOWED[kind](user, ids, ever) if kind in _ALLOWED else set()
        found += [f"{user.short_name} was shown {kind} {one}" for one in sorted(ids - allowed)]
    return found


def _where(user: User) -> UUID:
    """The programme this person works in; one that does not exist for who works in none."""
    return user.programme_id or UUID(int=0)


def _incidents(user: User, ids: set[UUID], ever: bool) -> set[UUID]:
    rows = Incident.objects.filter(id__in=ids, programme_id=_where(user))
    if not user.roles & BOARD:
        mine = Involvement.objects.filter(user_id=user.id, kind=Incident.KIND)
        mine = mine if ever else mine.filter(until__isnull=True)
        rows = rows.filter(id__in=mine.values("object_id"))
    return set(rows.values_list("id", flat=True))


def _entries(user: User, ids: set[UUID], ever: bool) -> set[UUID]:
    of = dict(Entry.objects.filter(id__in=ids).values_list("id", "incident_id"))
    allowed = _incidents(user, set(of.values()), ever)
    return {one for one, incident in of.items() if incident in allowed}


def _assignments(user: User, ids: set[UUID], ever: bool) -> set[UUID]:
    rows = Assignment.objects.filter(id__in=ids, incident__programme_id=_where(user))
    if not user.roles & BOARD:
        rows = rows.filter(id__in=Response.objects.filter(user_id=user.id).values("assignment_id"))
    return set(rows.values_list("id", flat=True))


def _teams(user: User, ids: set[UUID], ever: bool) -> set[UUID]:
    if not user.roles & (BOARD | FIELD):
        return set()
    return set(Team.objects.filter(id__in=ids, programme_id=_where(user)).values_list("id", flat=True))


def _shifts(user: User, ids: set[UUID], ever: bool) -> set[UUID]:
    rows = Shift.objects.filter(id__in=ids, team__programme_id=_where(user))
    return set(rows.values_list("id", flat=True)) if user.roles & (BOARD | FIELD) else set()


def _devices(user: User, ids: set[UUID], ever: bool) -> set[UUID]:
    rows = Device.objects.filter(id__in=ids)
    if not user.roles & BOARD or user.programme_id is None:
        return set(rows.filter(user_id=user.id).values_list("id", flat=True))
    return set(rows.filter(user_id__in=members(user.programme_id).values("id")).values_list("id", flat=True))


def _visits(user: User, ids: set[UUID], ever: bool) -> set[UUID]:
    """Of whoever is or was in it, has its case, or wrote its officer's part; of supervisors what is grave."""
    mine = Involvement.objects.filter(user_id=user.id, kind__in=(Encounter.KIND, ForceReport.KIND))
    mine = mine if ever else mine.filter(until__isnull=True)
    allowed = Q(id__in=mine.values("object_id"))
    if Role.SUPERVISOR in user.roles:
        allowed |= Q(grave_at__isnull=False)
    rows = Encounter.objects.filter(allowed, id__in=ids, incident__programme_id=_where(user))
    return set(rows.values_list("id", flat=True))


def _persons(user: User, ids: set[UUID], ever: bool) -> set[UUID]:
    if Role.SUPERVISOR in user.roles:
        return set(Person.objects.filter(id__in=ids, programme_id=_where(user)).values_list("id", flat=True))
    rows = Involvement.objects.filter(user_id=user.id, kind=Person.KIND, object_id__in=ids)
    allowed = set((rows if ever else rows.filter(until__isnull=True)).values_list("object_id", flat=True))
    if user.roles & BOARD:
        allowed |= set(Incident.objects.filter(person_id__in=ids).values_list("person_id", flat=True))
    return allowed


def _cases(user: User, ids: set[UUID], ever: bool) -> set[UUID]:
    """One's own, and those one is asked to take over; once: also what one had or was asked to have."""
    mine = Q(owner_id=user.id) | Q(offered_to_id=user.id)
    if ever:
        mine |= Q(notes__whom_id=user.id) | Q(notes__by_id=user.id) | Q(attempts__by_id=user.id)
    return set(Case.objects.filter(mine, id__in=ids).values_list("id", flat=True))


def _outcomes(user: User, ids: set[UUID], ever: bool) -> set[UUID]:
    rows = Disposition.objects.filter(id__in=ids, programme_id=_where(user))
    return set(rows.values_list("id", flat=True)) if user.roles & LIST_READERS else set()


def _plans(user: User, ids: set[UUID], ever: bool) -> set[UUID]:
    of = dict(Plan.objects.filter(id__in=ids).values_list("id", "person_id"))
    known = _persons(user, set(of.values()), ever)
    return {one for one, person in of.items() if person in known}


def _screenings(user: User, ids: set[UUID], ever: bool) -> set[UUID]:
    """Never anybody's of the police or of the desk, whatever they have to do with the visit."""
    if not user.roles & CLINICAL:
        return set()
    of = dict(Screening.objects.filter(id__in=ids).values_list("id", "encounter_id"))
    visits = _visits(user, set(of.values()), ever)
    return {one for one, visit in of.items() if visit in visits}


def _safety_plans(user: User, ids: set[UUID], ever: bool) -> set[UUID]:
    """The same; and of a case, those that no visit has."""
    if not user.roles & CLINICAL:
        return set()
    rows = SafetyPlan.objects.filter(id__in=ids)
    of = dict(rows.exclude(encounter=None).values_list("id", "encounter_id"))
    visits = _visits(user, {visit for visit in of.values() if visit}, ever)
    cases = Case.objects.filter(owner_id=user.id).exclude(person=None).values("person_id")
    without = set(rows.filter(encounter=None, person_id__in=cases).values_list("id", flat=True))
    return without | {one for one, visit in of.items() if visit in visits}


def _consents(user: User, ids: set[UUID], ever: bool) -> set[UUID]:
    """Of visits and cases, to clinical staff; what names substance use only while it counts, or by its own hand."""
    if not user.roles & CLINICAL:
        return set()
    found = set()
    for row in Consent.objects.filter(id__in=ids):
        cases = Involvement.objects.filter(user_id=user.id, kind=Person.KIND, basis=Involvement.Basis.CASE)
        cases = cases if ever else cases.filter(until__isnull=True)
        theirs = row.person_id is not None and cases.filter(object_id=row.person_id).exists()
        theirs = theirs or bool(row.encounter_id and _visits(user, {row.encounter_id}, ever))
        counts = row.withdrawn_at is None and row.ends_at > now() and row.next_id is None
        if theirs and (not row.is_sud or ever or counts or user.id in (row.taken_by_id, row.withdrawn_by_id)):
            found.add(row.id)
    return found


def _instruments(user: User, ids: set[UUID], ever: bool) -> set[UUID]:
    rows = Instrument.objects.filter(id__in=ids, programme_id=_where(user))
    return set(rows.values_list("id", flat=True)) if user.roles & (CLINICAL | {Role.ADMINISTRATOR}) else set()


def _needs(user: User, ids: set[UUID], ever: bool) -> set[UUID]:
    """Of whoever follows or followed it. Never anybody's of the police or of the desk."""
    if not user.roles & CLINICAL:
        return set()
    mine = Involvement.objects.filter(user_id=user.id, kind=Need.KIND)
    mine = mine if ever else mine.filter(until__isnull=True)
    rows = Need.objects.filter(id__in=ids, programme_id=_where(user)).filter(id__in=mine.values("object_id"))
    return set(rows.values_list("id", flat=True))


_ALLOWED: Final = {
    "need": _needs,
    "plan": _plans,
    "instrument": _instruments,
    "screening": _screenings,
    "safety_plan": _safety_plans,
    "case": _cases,
    "consent": _consents,
    "disposition": _outcomes,
    "encounter": _visits,
    "person": _persons,
    "device": _devices,
    "incident": _incidents,
    "entry": _entries,
    "assignment": _assignments,
    "team": _teams,
    "shift": _shifts,
}
