"""Read reminders: when one is due, why one must not leave, and what became of those of a case."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from apps.access import trim
from apps.accounts.models import Programme, User
from apps.common.clock import now, stamp
from apps.common.quiet import Quiet, next_allowed, quiet_of
from apps.followups.models import Case, Reminder, Reply
from apps.followups.policies import REPLY
from apps.notifications.models import Message
from apps.people.models import ContactPoint
from apps.people.queries.consent import is_in_force, newest
from apps.people.queries.contacts import has_stopped, texted_at
from apps.referrals.models import Need, Referral

What, Why = Reminder.What, Reminder.Why
LATE_AFTER: Final = timedelta(minutes=15)
"""What leaves later than this is marked late. Unverified default."""
HOURS_BEFORE: Final = timedelta(hours=2)
"""The second reminder of an appointment; the first is at its hour on the day before."""
OF_USE_UNTIL: Final = timedelta(minutes=30)
"""Before the appointment; later than that nobody is reminded of it. Unverified default."""

SAID_ALOUD: Final = frozenset({Why.QUIET, Why.TOO_LATE, Why.BROKEN, Why.NO_CONSENT})
"""Reasons for which the owner is called: the person counts on a reminder that does not come."""


@dataclass(frozen=True)
class Plan:
    """One reminder that is to be: what of, when it should leave, and why not if it cannot."""

    what: str
    planned_at: datetime
    why: str = ""


def visit_plan(at: datetime, zone: str, quiet: Quiet, booked_at: datetime) -> list[Plan]:
    """The reminders of an appointment: on the day before at its hour there, and two hours before it.

    Each waits for the end of the quiet hours; where that would be too late, or the booking was, it says so.
    """
    there = at.astimezone(ZoneInfo(zone))
    day_before = datetime.combine(there.date() - timedelta(days=1), there.time(), ZoneInfo(zone))
    plans = []
    for what, wanted in ((What.VISIT_DAY, day_before), (What.VISIT_HOURS, at - HOURS_BEFORE)):
        planned = next_allowed(wanted, zone, quiet)
        too_late = Why.TOO_LATE if wanted <= booked_at else Why.QUIET if planned > of_use_until(what, at) else ""
        plans.append(Plan(what, planned, too_late))
    return plans


def of_use_until(what: str, at: datetime) -> datetime:
    """Until when a reminder of an appointment at that time is worth sending."""
    return at - (HOURS_BEFORE if what == What.VISIT_DAY else OF_USE_UNTIL)


def quiet_hours_of(row: Reminder) -> Quiet:
    """Of the programme; as it has them now."""
    return quiet_of(row.programme.settings if isinstance(row.programme.settings, dict) else {})


def quiet_where(message: Message) -> tuple[str, Quiet]:
    """The person's zone and the quiet hours of the programme that a message to them is of."""
    assert message.programme_id is not None  # a text to a person is about something of a programme
    programme = Programme.objects.get(id=message.programme_id)
    quiet = quiet_of(programme.settings if isinstance(programme.settings, dict) else {})
    if message.about_id is None:
        return programme.time_zone, quiet
    if message.about_kind == Case.KIND:
        return Case.objects.values_list("zone", flat=True).get(id=message.about_id), quiet
    if message.about_kind == Reminder.KIND:
        row = Reminder.objects.select_related("referral__need__programme").get(id=message.about_id)
        return (zone_of(row.referral) if row.referral is not None else programme.time_zone), quiet
    return programme.time_zone, quiet


def zone_of(referral: Referral) -> str:
    """Where the person is, as their case says; else where the programme is."""
    case = case_of(referral)
    return case.zone if case is not None else referral.need.programme.time_zone


def case_of(referral: Referral) -> Case | None:
    """The case that the need belongs to: of its visit, else the newest of the person. Open ones first."""
    need: Need = referral.need
    about = Q(encounter_id=need.encounter_id) if need.encounter_id else Q(pk__in=[])
    about |= Q(person_id=need.whose) if need.whose else Q(pk__in=[])
    rows = Case.objects.filter(about, programme_id=need.programme_id).select_related("owner")
    found = sorted(rows, key=lambda row: (row.status == Case.Status.OPEN, row.opened_at))
    return found[-1] if found else None


def owner_of(referral: Referral) -> User:
    """Who sees to it: the case's owner, else the need's."""
    case = case_of(referral)
    return case.owner if case is not None else referral.need.owner


def language_of(point: ContactPoint) -> str:
    """In which of our languages the person is written to: as said for this number, else for the person."""
    said = (point.language or point.person.language).strip().lower()
    return "es" if said.startswith(("es", "spa")) else "en"


def why_not(row: Reminder) -> str:
    """Why the person must not be reminded at this moment, as a code; empty when it may be. Read anew each time."""
    assert row.referral_id is not None  # it is of a person
    referral = Referral.objects.select_related("need__consent", "need__encounter").get(id=row.referral_id)
    if referral.status != Referral.Status.SCHEDULED:
        return Why.OVER
    if referral.appointment_at != row.of_at:
        return Why.MOVED
    case = case_of(referral)
    if case is not None and case.status != Case.Status.OPEN:
        return Why.OVER
    if now() > of_use_until(row.what, row.of_at):
        return Why.TOO_LATE
    return why_not_texted(referral.need)


def why_not_texted(need: Need) -> str:
    """Whether the person agreed: to what the need rests on, and to being texted at a number of theirs."""
    if need.basis == Need.Basis.CONSENT and need.consent_id and not is_in_force(newest(need.consent_id)):
        return Why.NO_CONSENT
    if need.whose is None:
        return Why.NO_SAFE_PHONE
    if texted_at(need.whose) is None:
        return Why.STOP if has_stopped(need.whose) else Why.NO_SAFE_PHONE
    return ""


def due() -> list[UUID]:
    """All that is due, however long ago; the oldest promise first."""
    rows = Reminder.objects.filter(state=Reminder.State.WAITING, due_at__lte=now())
    return list(rows.order_by("planned_at", "id").values_list("id", flat=True)[:BATCH])


def to_look_at() -> list[UUID]:
    """Pushes of which it is time to ask whether they have arrived."""
    rows = Reminder.objects.filter(look_at__lte=now()).order_by("look_at", "id")
    return list(rows.values_list("id", flat=True)[:BATCH])


BATCH: Final = 200


def unplanned() -> list[UUID]:
    """Referrals with an appointment to come of which no reminder is recorded: nobody's reaction has planned them."""
    planned = Reminder.objects.filter(referral__isnull=False, of_at__gt=now()).values("referral_id")
    rows = Referral.objects.filter(status=Referral.Status.SCHEDULED, appointment_at__gt=now()).exclude(id__in=planned)
    return list(rows.order_by("appointment_at", "id").values_list("id", flat=True)[:BATCH])


def replies_of(user: Any, case: Case) -> list[dict[str, Any]]:
    """What the person answered, newest first; the words only to whom clinical words may be shown."""
    rows = Reply.objects.filter(case=case).select_related("told").order_by("-at", "-id")
    return [trim(user, row, _reply(row), REPLY) for row in rows]


def _reply(row: Reply) -> dict[str, Any]:
    told = row.told.get_short_name() if isinstance(row.told, User) else ""
    return {"id": str(row.id), "meant": row.meant, "at": stamp(row.at), "words": row.words, "told_name": told}


def of_case(case_id: UUID) -> list[dict[str, Any]]:
    """The reminders of a case, in the order of their hours: what of, whom, when, and what became of each.

    `state` is waiting, sent, dropped (`why` says why), or how far its message has got: failed, unknown, delivered.
    Three queries. For those who may see the case.
    """
    case = Case.objects.get(id=case_id)
    of_visit = Q(referral__need__encounter_id=case.encounter_id)
    if case.person_id is not None:
        of_visit |= Q(referral__need__person_id=case.person_id)
    rows = list(Reminder.objects.filter(Q(case=case) | of_visit).select_related("user").order_by("planned_at", "id"))
    sent = Message.objects.filter(about_kind=Reminder.KIND, about_id__in=[row.id for row in rows])
    messages = {row.about_id: row for row in sent.order_by("created_at", "id")}
    return [_line(row, messages.get(row.id)) for row in rows]


def _line(row: Reminder, message: Message | None) -> dict[str, Any]:
    state, late = row.state, row.is_late
    if message is not None:
        late = late or message.is_late
        state = {"sending": "waiting", "stopped": "dropped"}.get(message.state, message.state)
        state = "delivered" if message.delivered_at else state
    return {
        "id": str(row.id),
        "what": row.what,
        "who": "person" if row.is_for_person else "staff",
        "name": row.user.get_short_name() if isinstance(row.user, User) else "",
        "referral": str(row.referral_id) if row.referral_id else None,
        "of_at": stamp(row.of_at),
        "planned_at": stamp(row.planned_at),
        "state": state,
        "why": row.why or (message.error if message is not None else ""),
        "channel": row.channel,
        "at": stamp((message and message.sent_at) or row.ended_at),
        "late": late,
        "repeat": bool(message and message.is_repeat),
    }
