"""Read cases. Everything starts from visible_to(user)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from apps.access import trim
from apps.access.roles import Role
from apps.accounts.models import Programme, User
from apps.accounts.queries import members
from apps.common.clock import now, stamp
from apps.encounters.models import Encounter
from apps.followups.ladder import Policy
from apps.followups.models import Attempt, Case, CaseCall, Rung
from apps.followups.policies import CASE, WITHOUT_MANAGER
from apps.followups.queries.joined import joined_among
from apps.incidents.models import Incident
from apps.involvement.queries import objects_of
from apps.people.models import Person
from apps.people.queries import families_of

Families = Mapping[UUID, Sequence[UUID]]
REPEATS: Final = timedelta(days=30)
"""In which other incidents of the person are counted (product §8)."""
TOLD_LATE: Final = timedelta(minutes=15)
"""From here on an attempt was told later than it was, and says so. Unverified default."""


def visible_to(user: Any) -> "QuerySet[Case]":
    """Case managers and supervisors: their programme's. Clinicians: their own, and those of whom they were with."""
    rows = Case.objects.all()
    if user.is_system:
        return rows
    if user.programme_id is None or not user.roles & {Role.CLINICIAN, Role.CASE_MANAGER, Role.SUPERVISOR}:
        return rows.none()
    rows = rows.filter(programme_id=user.programme_id)
    if user.roles & {Role.CASE_MANAGER, Role.SUPERVISOR}:
        return rows
    mine = Q(owner_id=user.id) | Q(offered_to_id=user.id)
    with_them = Q(person_id__in=objects_of(user, Person.KIND)) | Q(encounter_id__in=objects_of(user, Encounter.KIND))
    return rows.filter(mine | with_them)


def as_seen_by(user: Any, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Cases as this viewer may see them, whole. The person is an object of its own. Seven queries."""
    return shown(user, visible_to(user).filter(id__in=ids))


def held_as_seen_by(user: Any, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """The same for devices: one's own, and those one is asked to take over."""
    return shown(user, held_by(user).filter(id__in=ids))


def held_by(user: Any) -> "QuerySet[Case]":
    """What a device of this person holds: what is his to do; others' cases he reads from the server."""
    rows = visible_to(user)
    if user.is_system:
        return rows
    return rows.filter(Q(owner_id=user.id) | Q(offered_to_id=user.id), let_go_at__isnull=True)


def shown(user: Any, rows: "QuerySet[Case]") -> dict[UUID, dict[str, Any]]:
    """Those rows, trimmed for this viewer."""
    found = list(rows)
    return told(user, found, Parts(found, families_in(found)))


def told(user: Any, rows: Sequence[Case], parts: "Parts", *, words: bool = True) -> dict[UUID, dict[str, Any]]:
    """The same of rows that are read already, with what belongs to them; those rows came from visible_to(user)."""
    return {row.id: trim(user, row, _case(row, parts, words=words), CASE) for row in rows}


class Parts:
    """What belongs to these cases, read at once: of a page each name and each programme once, and not row by row."""

    def __init__(self, cases: Sequence[Case], families: Families) -> None:
        ids = [case.id for case in cases]
        self.rungs: dict[UUID, list[Rung]] = defaultdict(list)
        rungs = Rung.objects.filter(case_id__among=ids).select_related("referral")
        for rung in rungs.order_by("due_at", "name", "id"):
            self.rungs[rung.case_id].append(rung)
        self.attempts: dict[UUID, list[Attempt]] = defaultdict(list)
        for one in Attempt.objects.filter(case_id__among=ids).order_by("at", "id"):
            self.attempts[one.case_id].append(one)
        self.calls: dict[UUID, list[CaseCall]] = defaultdict(list)
        for call in CaseCall.objects.filter(case_id__among=ids).order_by("at", "id"):
            self.calls[call.case_id].append(call)
        self.visits = joined_among(ids)
        self.also = _also(cases, families)
        self.repeats = repeats_of(cases, families)
        programmes = Programme.objects.filter(id__among={case.programme_id for case in cases})
        self.policies = {one.id: Policy.of(one.settings) for one in programmes}
        others = [owner_id for many in self.also.values() for _, owner_id in many]
        self.names = _names(cases, [*others, *(one.by_id for tries in self.attempts.values() for one in tries)])


def _also(cases: Sequence[Case], families: Families) -> dict[UUID, list[tuple[UUID, UUID]]]:
    """Case -> (id, owner) of the other open cases of the same person."""
    records = {one for family in families.values() for one in family}
    rows = Case.objects.filter(person_id__among=records, status=Case.Status.OPEN).order_by("opened_at", "id")
    of: dict[tuple[UUID, UUID | None], list[tuple[UUID, UUID]]] = defaultdict(list)
    for case_id, owner_id, programme_id, person_id in rows.values_list("id", "owner_id", "programme_id", "person_id"):
        of[programme_id, person_id].append((case_id, owner_id))
    found = {}
    for case in cases:
        family = families.get(case.person_id, []) if case.person_id else []
        theirs = [each for one in family for each in of.get((case.programme_id, one), [])]
        found[case.id] = [each for each in theirs if each[0] != case.id]
    return found


def _names(cases: Sequence[Case], more: Iterable[UUID]) -> Mapping[UUID | None, str]:
    """How each is called who has one of these cases, was asked to take it, or else had to do with it."""
    ids = {*more, *(case.owner_id for case in cases), *(case.offered_to_id for case in cases)} - {None}
    return {one.id: one.get_short_name() for one in User.objects.filter(id__among=ids)}


def families_in(cases: Sequence[Case]) -> Families:
    """Person of any of these cases -> every record that is the same person."""
    return families_of({case.person_id for case in cases if case.person_id})


def repeats_of(cases: Sequence[Case], families: Families) -> dict[UUID, int]:
    """Case -> how many other incidents its person had in the last 30 days, by any of their records."""
    ids = {one for family in families.values() for one in family}
    counted: dict[UUID, set[UUID]] = defaultdict(set)
    since = Incident.objects.filter(person_id__among=ids, opened_at__gte=now() - REPEATS)
    for incident_id, person_id in since.values_list("id", "person_id"):
        if person_id is not None:
            counted[person_id].add(incident_id)
    found = {}
    for case in cases:
        family = families.get(case.person_id, []) if case.person_id else []
        theirs = set[UUID]().union(*(counted[one] for one in family)) if family else set[UUID]()
        found[case.id] = len(theirs - {case.incident_id})
    return found


def _case(row: Case, parts: Parts, *, words: bool) -> dict[str, Any]:
    policy = parts.policies[row.programme_id]
    return {
        "id": str(row.id),
        "version": row.version,
        "programme": str(row.programme_id),
        "person": str(row.person_id) if row.person_id else None,
        "incident": str(row.incident_id),
        "encounter": str(row.encounter_id),
        "owner": str(row.owner_id),
        "owner_name": parts.names[row.owner_id],
        "owner_since": stamp(row.owner_since),
        **{name: getattr(row, name) for name in ("status", "rule", "risk", "end_reason", "end_words", "zone")},
        **{
            name: stamp(getattr(row, name))
            for name in ("opened_at", "begun_at", "doubted_at", "ended_at", "reopened_at")
        },
        "offered_to": str(row.offered_to_id) if row.offered_to_id else None,
        "offered_to_name": parts.names[row.offered_to_id] if row.offered_to_id else "",
        "offered_at": stamp(row.offered_at),
        "offer_words": row.offer_words,
        "quiet_from": f"{policy.quiet.start:%H:%M}",
        "quiet_to": f"{policy.quiet.end:%H:%M}",
        "tries_allowed": policy.tries,
        "tries_used": row.tries_used,
        "to_decide": row.decide_at is not None,
        "next": {
            "action": row.next_action,
            "who": row.next_who,
            "due_at": stamp(row.next_due_at),
            "rung": str(row.next_rung_id) if row.next_rung_id else None,
            "channel": row.next_channel,
        },
        "rungs": [_rung(rung) for rung in parts.rungs[row.id]],
        "attempts": [_attempt(one, parts.names[one.by_id], words=words) for one in parts.attempts[row.id]],
        "calls": [
            {"incident": str(call.incident_id), "at": stamp(call.at), "asked_by_us": call.asked_by_us}
            for call in parts.calls[row.id]
        ],
        "visits": [
            {"encounter": str(one.encounter_id), "incident": str(one.encounter.incident_id), "at": stamp(one.at)}
            for one in parts.visits.get(row.id, [])
        ],
        "also": [{"id": str(one), "owner_name": parts.names[owner]} for one, owner in parts.also[row.id]],
        "repeat_30d": parts.repeats[row.id],
    }


def _rung(row: Rung) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "name": row.name,
        "due_at": stamp(row.due_at),
        "state": row.state,
        "done_at": stamp(row.done_at),
        "late": row.late,
        "referral": str(row.referral_id) if row.referral_id else None,
        "need": str(row.referral.need_id) if row.referral else None,
    }


def _attempt(row: Attempt, by_name: str, *, words: bool) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "channel": row.channel,
        "result": row.result,
        "at": stamp(row.at),
        "by_name": by_name,
        "rung": str(row.rung_id) if row.rung_id else None,
        "contact": str(row.contact_id) if row.contact_id else None,
        "unsafe": row.unsafe,
        "occurred_late": row.received_at - row.at > TOLD_LATE,
        **({"words": row.words} if words else {}),
    }


def snapshot(user: Any) -> list[tuple[str, list[UUID]]]:
    """The cases that a device holds: one's own until they are let go, and those one is asked to take over."""
    if user.programme_id is None:
        return []
    return [(Case.KIND, list(held_by(user).order_by("opened_at", "id").values_list("id", flat=True)))]


def without_manager(user: Any) -> list[dict[str, Any]]:
    """The open cases of this person's programme that no case manager of it has now: whose each is, since when.

    For whoever sees to it that somebody takes them; of whom they are is not said. Empty outside a programme.
    """
    if user.programme_id is None:
        return []
    rows = _unmanaged(user.programme_id).select_related("owner").order_by("opened_at", "id")
    return [
        trim(
            user,
            row,
            {
                "id": str(row.id),
                "encounter": str(row.encounter_id),
                "owner_name": row.owner.get_short_name(),
                "opened_at": stamp(row.opened_at),
            },
            WITHOUT_MANAGER,
        )
        for row in rows
    ]


def owners_without_manager(programme_id: UUID) -> list[tuple[str, int]]:
    """The same as names with how many each has, the most first."""
    rows = _unmanaged(programme_id).values_list("owner__name").annotate(count=Count("id"))
    return list(rows.order_by("-count", "owner__name"))


def _unmanaged(programme_id: UUID) -> "QuerySet[Case]":
    managers = members(programme_id, [Role.CASE_MANAGER]).values("id")
    return Case.objects.filter(programme_id=programme_id, status=Case.Status.OPEN).exclude(owner_id__in=managers)
