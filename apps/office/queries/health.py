"""Whether everything that works by itself does. Every figure is read from rows; nothing asks another process."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Min, Q

from apps.accounts.models import Device
from apps.accounts.queries import zone_of
from apps.audit.models import AuditEvent, AuditSeal
from apps.audit.seal import TAIL_LIMIT, unsealed_for
from apps.common.clock import now
from apps.followups.queries import late_count
from apps.notifications.models import Message, Sending
from apps.outbox.models import HandlerRun, SweepRun
from apps.outbox.streams import database_time
from apps.outbox.sweeps import silent, sweeps
from apps.teams.models import Shift

WELL, HEED, ALARM = "well", "heed", "alarm"
SLOW: Final = timedelta(minutes=1)
"""A job that is due for longer waits for something; the sweeps run every second or two."""
STUCK: Final = timedelta(minutes=10)
SEEN: Final = timedelta(hours=1)
CHECKED: Final = timedelta(days=2)
"""The chain is checked every day; two without are one too many."""

DRILLED: Final = timedelta(days=30)
"""A backup is restored as a test every month. Unverified default."""


@dataclass(frozen=True)
class Check:
    """One thing that should run: its figure, whether it is well, and what it means when it is not.

    `where` names the page of the administration that has its rows.
    """

    name: str
    value: str
    state: str
    why: str = ""
    where: str = "jobs"


@dataclass(frozen=True)
class Queue:
    """One kind of due rows: how many wait, the oldest, how many are given up."""

    name: str
    waiting: int
    oldest: datetime | None
    dead: int


def span(length: timedelta) -> str:
    """A length of time as a person says it: "4 s", "12 min", "3 h", "9 days"."""
    seconds = int(length.total_seconds())
    for size, unit in ((86_400, "days"), (3_600, "h"), (60, "min")):
        if seconds >= size * (2 if unit == "days" else 1):
            return f"{seconds // size} {unit}"
    return f"{max(0, seconds)} s"


def queues() -> list[Queue]:
    """Everything that is owed later: reactions, messages, pushes. Three queries."""
    at = now()
    due = Q(status=HandlerRun.Status.DUE, due_at__lte=at)
    runs = HandlerRun.objects.exclude(status=HandlerRun.Status.DONE).aggregate(
        n=Count("pk", filter=due), old=Min("due_at", filter=due),
        dead=Count("pk", filter=Q(status=HandlerRun.Status.DEAD)),
    )  # fmt: skip
    waits = Q(state__in=[Message.State.WAITING, Message.State.SENDING], due_at__lte=at)
    gone = Q(state__in=[Message.State.FAILED, Message.State.UNKNOWN])
    sent = Message.objects.filter(waits | gone).aggregate(
        n=Count("pk", filter=waits), old=Min("due_at", filter=waits), dead=Count("pk", filter=gone)
    )
    pushed = Sending.objects.filter(ended_at__isnull=True, accepted_at__isnull=True, due_at__lte=at).aggregate(
        n=Count("pk"), old=Min("due_at")
    )
    return [
        Queue("Reactions to what happened", runs["n"], runs["old"], runs["dead"]),
        Queue("E-mails and texts", sent["n"], sent["old"], sent["dead"]),
        Queue("Pushes to phones", pushed["n"], pushed["old"], 0),
    ]


SWEEP_WORDS: Final[dict[str, str]] = {
    "handlers": "What follows from what happened",
    "seal": "Sealing the record",
    "push": "Pushes to phones",
    "messages": "E-mails and texts",
    "messages_kept": "Emptying old messages",
    "push_forget": "Forgetting old pushes",
    "forget": "Forgetting old bookkeeping",
    "sign_ins": "Forgetting old sign-in links",
    "record_check": "Checking the record’s chain",
    "positions": "Deleting old positions",
    "visits_kept": "Letting go of visits on phones",
    "plans": "Plans that are due for review",
    "referrals": "Clocks of places that were asked",
    "needs_kept": "Letting go of ended needs",
    "consents": "Consents that end",
    "cases": "Cases that change their owner",
    "reminders": "Reminders that are due",
    "reminders_forgotten": "Reminders that nobody planned",
}
"""Each sweep as an administrator reads it."""


@dataclass(frozen=True)
class Job:
    """One sweep: how often it should run, when it last did, whether it has fallen silent."""

    name: str
    words: str
    every: float
    last: datetime | None
    is_silent: bool


def jobs() -> list[Job]:
    """Every sweep."""
    last = dict(SweepRun.objects.values_list("name", "last_run_at"))
    quiet = {sweep.name for sweep in silent()}
    return [
        Job(one.name, SWEEP_WORDS.get(one.name, one.name), one.every, last.get(one.name), one.name in quiet)
        for one in sweeps().values()
    ]


def checks(user: Any) -> list[Check]:
    """What runs well, and what does not. About eleven queries."""
    return [
        _waiting(), _sweeps(), _phones(user), _late_reminders(user), _sealer(), _chain(user), _drill(user)
    ]  # fmt: skip


def _waiting() -> Check:
    oldest = min((one.oldest for one in queues() if one.oldest), default=None)
    age = now() - oldest if oldest else timedelta()
    state = WELL if age < SLOW else HEED if age < STUCK else ALARM
    return Check("Oldest waiting job", span(age) if oldest else "none", state, "The worker may have stopped.")


def _sweeps() -> Check:
    every = jobs()
    quiet = [one for one in every if one.is_silent]
    value = f"{len(every) - len(quiet)} of {len(every)}"
    return Check("Sweeps that run", value, ALARM if quiet else WELL, "Worker and beat may have stopped.")


def _phones(user: Any) -> Check:
    open_ones = Shift.objects.filter(
        team__programme_id=user.programme_id, confirmed_at__isnull=False, ended_at__isnull=True
    )
    riding = set(open_ones.values_list("user_id", flat=True))
    recent = Device.objects.filter(user_id__in=riding, revoked_at__isnull=True, last_contact_at__gt=now() - SEEN)
    seen = len(set(recent.values_list("user_id", flat=True)))
    state = WELL if seen == len(riding) else HEED
    return Check("Phones seen this hour", f"{seen} of {len(riding)} on shift", state, "Somebody rides unseen.")


def _late_reminders(user: Any) -> Check:
    """One that waits is somebody who may be forgotten; one that left late was told so, and says that it was late."""
    left, waiting = late_count(user)
    state = ALARM if waiting else HEED if left else WELL
    said = [
        f"{left} left late" if left else "",
        f"{waiting} still {'waits' if waiting == 1 else 'wait'}" if waiting else "",
    ]
    value = ", ".join(one for one in said if one) or "none in 7 days"
    why = "Past their time and not sent: the worker may have stopped." if waiting else "Each said that it was late."
    return Check("Reminders late", value, state, why, "reminders")


def _sealer() -> Check:
    """The sealer keeps the record in a chain; a tail that grows old means that it or a transaction hangs."""
    age = unsealed_for() or timedelta()
    last = AuditSeal.objects.order_by("-no").values_list("sealed_at", flat=True).first()
    value = f"{span(age)} behind" if last else "nothing sealed yet"
    return Check("Sealing the record", value, WELL if age <= TAIL_LIMIT else ALARM, "The sealer is silent.")


def last_verified(user: Any) -> AuditEvent | None:
    """When the chain was last checked, by the nightly sweep or by somebody here."""
    rows = AuditEvent.objects.filter(Q(programme_id=user.programme_id) | Q(programme_id__isnull=True))
    return (
        rows.filter(action="audit.verified", at__gt=database_time(now() - timedelta(days=30)))
        .order_by("-at", "-id")
        .first()
    )


def _chain(user: Any) -> Check:
    row = last_verified(user)
    name = "Record’s chain, checked"
    if row is None:
        return Check(name, "not yet", HEED, "Check it, or look whether the sweeps run.")
    ago, wrong = now() - row.occurred_at, int(row.facts.get("problems", 0))
    if wrong:
        return Check(name, f"{wrong} wrong", ALARM, "The record was changed, or its seals were.")
    return Check(name, f"{span(ago)} ago, whole", WELL if ago < CHECKED else HEED, "It is checked every day.")


def last_drill() -> AuditEvent | None:
    """When a backup was last restored as a test, by `make drill` or with the operator's own tools."""
    return AuditEvent.objects.filter(action="drill.recorded").order_by("-at").first()


def _drill(user: Any) -> Check:
    row = last_drill()
    name, why = "Last backup restored as a test", "A backup that nobody has restored is a hope: the operator’s drill."
    if row is None:
        return Check(name, "never", ALARM, why)
    there, ago = row.occurred_at.astimezone(zone_of(user.programme_id)), now() - row.occurred_at
    state = WELL if ago <= DRILLED else ALARM
    return Check(name, f"{there:%b} {there.day}, {span(ago)} ago", state, why)
