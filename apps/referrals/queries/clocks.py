"""When the next step of a referral is late. A programme may choose every figure; pure reads, nothing is written."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from apps.accounts.queries import whole_setting
from apps.referrals.models import Need, Note, Referral
from apps.referrals.transitions import LIVE, TURNED_DOWN

ANSWER_H: Final = {"now": 1, "soon": 24, "routine": 72}
"""Hours that a place has at most to answer, by urgency; less where it promised less (`service.answers_within_h`).

An hour for a bed tonight is screen z3's ("wait until 7:44"); the others are unverified defaults.
`referral_answer_now_h` and so on.
"""
ACT_H: Final = {"now": 1, "soon": 24, "routine": 72}
"""Hours that we have for our own next step, by urgency. Unverified default; `referral_act_now_h` and so on."""
SUPERVISOR_H: Final = {"now": 1, "soon": 24, "routine": 48}
"""Hours past due before it goes on to the supervisors: a day is screen z3's ("tomorrow 8:40 it goes to Sam").

The others are unverified defaults; `referral_supervisor_now_h` and so on.
"""
ATTEND_H: Final = 2
"""Hours after an appointment until it is asked whether the person came: screen z3's (10:00, "then you at noon")."""
CLOSE_DAYS: Final = 7
"""Days after attending until it is said whether it helped. Unverified default; `referral_close_days`."""
EXPIRE_DAYS: Final = 7
"""Days past due after which an unanswered referral is over. Unverified default; `referral_expire_days`."""
DROP_OFF_MIN: Final = 20
"""Minutes at the door until somebody there has taken over: screen w's promise; `drop_off_minutes`."""

_MOST_H: Final = 24 * 90


def hours(settings: Any, what: str, urgency: str, default: dict[str, int]) -> timedelta:
    """One figure of the tables above, as the programme has it."""
    chosen = settings.get(f"referral_{what}_{urgency}_h")
    return timedelta(hours=whole_setting(chosen, default[urgency], _MOST_H))


def days(settings: Any, name: str, default: int) -> timedelta:
    """One figure in days."""
    return timedelta(days=whole_setting(settings.get(name), default, 365))


def drop_off(settings: Any) -> timedelta:
    """The promise at the door."""
    return timedelta(minutes=whole_setting(settings.get("drop_off_minutes"), DROP_OFF_MIN, 24 * 60))


_NO_WORD: Final = (Note.Kind.CALL, Note.Kind.UNDONE, Note.Kind.CONFIRMED)


def open_note(notes: Sequence[Note]) -> Note | None:
    """What the place said last and is not answered: a question, or proposed times. `notes` in their order."""
    said = [note for note in notes if note.kind not in _NO_WORD]
    return said[-1] if said and said[-1].kind in (Note.Kind.QUESTION, Note.Kind.TIMES) else None


def due_of(need: Need, rows: Sequence[Referral], notes: Sequence[Note]) -> dict[Any, datetime | None]:
    """Referral -> when its next step is late; None for one that has no next step."""
    clock = _Clock(need)
    last = last_word(need, rows)
    due: dict[Any, datetime | None] = {}
    for row in rows:
        said = [note for note in notes if note.referral_id == row.id]
        due[row.id] = clock.of(row, said) if row.status in LIVE else None
        if row is last:
            due[row.id] = row.status_at + clock.act
    return due


def last_word(need: Need, rows: Sequence[Referral]) -> Referral | None:
    """The last no of a need whose places have all turned it down: it bears the clock for asking the next."""
    if need.ended_at is not None or any(row.status in LIVE or row.status == "closed" for row in rows):
        return None
    over = [row for row in rows if row.status in TURNED_DOWN or row.status == "entered_in_error"]
    return max(over, key=lambda row: (row.status_at, row.id)) if over else None


class _Clock:
    def __init__(self, need: Need) -> None:
        self.settings = need.programme.settings if isinstance(need.programme.settings, dict) else {}
        self.act = hours(self.settings, "act", need.urgency, ACT_H)
        self.answer = hours(self.settings, "answer", need.urgency, ANSWER_H)

    def of(self, row: Referral, notes: Sequence[Note]) -> datetime:
        """By the state, and by what was said in it."""
        status = Referral.Status(row.status)
        answer = min(self.answer, timedelta(hours=max(1, row.service.answers_within_h)))
        asked = open_note(notes)
        if row.arrived_at is not None and row.handed_over_at is None and status not in ("attended", "draft"):
            return row.arrived_at + drop_off(self.settings)
        if asked is not None and status in ("sent", "needs_client", "accepted", "missed"):
            return asked.at + self.act
        if status == Referral.Status.SENT:
            replied = max((note.at for note in notes if note.kind == Note.Kind.ANSWER), default=None)
            return max(filter(None, (row.sent_at, replied)), default=row.status_at) + answer
        if status == Referral.Status.SCHEDULED and row.appointment_at is not None:
            return row.appointment_at + timedelta(
                hours=whole_setting(self.settings.get("referral_attend_h"), ATTEND_H, _MOST_H)
            )
        if status == Referral.Status.ATTENDED:
            return row.status_at + days(self.settings, "referral_close_days", CLOSE_DAYS)
        if status == Referral.Status.CANCEL_REQUESTED:
            return row.status_at + answer
        return row.status_at + self.act
