"""Whatever two phones and a desk do in whatever order, with repeats and late arrivals: the visit stays sound."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.common.clock import now
from apps.common.ids import uuid7
from apps.dispatch import actions as dispatch
from apps.dispatch.models import Assignment
from apps.encounters import actions, queries
from apps.encounters.actions.visit import CLINICIANS, missing_of
from apps.encounters.models import Amendment, Encounter, ForceReport
from apps.encounters.transitions import TRANSITIONS
from apps.followups.models import Case
from apps.outbox.commands import Answer, Op, run
from apps.outbox.sweeps import run_handlers
from tests.encounters.scenes import FORCE, WHOLE
from tests.people import People

CLINICIAN, SECOND, OFFICER = "casey", "riley", "omar"
PARTS: tuple[dict[str, Any], ...] = (
    {"contact": "met"}, {"contact": "no_contact"}, {"note": "calm"}, {"note": "loud"}, {"judgement": "high"},
    {"disposition": "resolved"}, {"disposition": "medical"}, {"transport_place": "County General"},
    WHOLE, {"helped": ["space"]},
)  # fmt: skip
SAID: tuple[dict[str, Any], ...] = ({"force": "none"}, FORCE, {**FORCE, "report_number": "26-1"}, {"force": None})


@dataclass(frozen=True)
class Move:
    """One thing somebody does, on the version he was last shown or on none, now or long ago."""

    who: str
    what: str
    choice: int
    is_shown: bool
    is_again: bool
    minutes_ago: int


MOVES = st.lists(
    st.builds(
        Move,
        who=st.sampled_from([CLINICIAN, CLINICIAN, SECOND, OFFICER]),
        what=st.sampled_from(
            ["begin", "write", "write", "write", "file", "sign", "amend", "clear", "decline", "work"]
        ),
        choice=st.integers(0, 9),
        is_shown=st.booleans(),
        is_again=st.booleans(),
        minutes_ago=st.integers(0, 90),
    ),
    min_size=3,
    max_size=14,
)


@dataclass
class Story:
    """The visit as it goes, and what everybody was last shown of it."""

    people: People
    there: Assignment
    shown: dict[str, int] = field(default_factory=dict)
    frozen: dict[str, Any] | None = None

    def do(self, move: Move) -> None:
        by: User = getattr(self.people, move.who)
        fn, more = self._command(move)
        base = self.shown.get(move.who) if move.is_shown else None
        op = Op(base_version=base, occurred_at=now() - timedelta(minutes=move.minutes_ago))
        key = uuid7()
        answer = run(fn, by=by, key=key, op=op, raw=b"1", **more)
        if move.is_again:
            again = run(fn, by=by, key=key, op=op, raw=b"1", **more)
            assert (again.is_done, again.code) == (answer.is_done, answer.code)
        self._look(move, answer)

    def _command(self, move: Move) -> tuple[Callable[..., Any], dict[str, Any]]:
        on: dict[str, Any] = {"encounter_id": self.there.id}
        commands: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
            "begin": (actions.begin, on),
            "write": (actions.write, {**on, "fields": PARTS[move.choice]}),
            "file": (actions.report_force, {**on, "said": SAID[move.choice % 4]}),
            "sign": (actions.sign, on),
            "amend": (actions.amend, {**on, "id": uuid7(), "part": "clinician", "field": "note", "value": "x",
                                      "reason": "forgotten"}),
            "clear": (dispatch.set_status, {"assignment_id": self.there.id, "to": "cleared"}),
            "decline": (dispatch.decline, {"assignment_id": self.there.id, "reason": "too_far"}),
            "work": (dispatch.accept, {"assignment_id": self.there.id}),
        }  # fmt: skip
        return commands[move.what]

    def _look(self, move: Move, answer: Answer) -> None:
        if move.what == "work":
            run_handlers()
        assert answer.status < 500
        visit = Encounter.objects.filter(id=self.there.id).first()
        if visit is None:
            return
        self.shown[move.who] = visit.version
        self._is_sound(visit)
        if move.what == "sign" and answer.outcome == "applied":
            assert missing_of(visit) == []
        if move.what == "write" and answer.outcome == "applied" and visit.state == "open":
            assert all(_plain(getattr(visit, name)) == value for name, value in PARTS[move.choice].items())

    def _is_sound(self, visit: Encounter) -> None:
        assert (visit.state, visit.state) in TRANSITIONS
        assert visit.is_signed == (visit.signed_at is not None) == (visit.signed_by_id is not None)
        content = {name: _plain(getattr(visit, name)) for name in CLINICIANS}
        if self.frozen is not None:
            assert content == self.frozen, "nothing of what was signed is another"
        elif visit.is_signed:
            self.frozen = content
        assert not Amendment.objects.filter(is_late=False, part="clinician").exists() or visit.is_signed
        seen = queries.as_seen_by(self.people.omar, [visit.id]).get(visit.id, {})
        assert not {"note", "judgement", "transport", "disposition", "amendments"} & set(seen)
        report = ForceReport.objects.filter(id=visit.id).first()
        assert report is None or report.by_id == self.people.omar.id
        cases = list(Case.objects.filter(encounter=visit))
        assert len(cases) <= 1
        assert not cases or visit.is_signed


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, list) else value


@given(moves=MOVES)
@hypothesis_settings(max_examples=25)
def test_a_visit_stays_sound_whatever_comes_in_whatever_order(
    moves: list[Move], people: People, there: Assignment
) -> None:
    there.responses.get_or_create(assignment=there, user=people.riley, defaults={"role": "clinician"})
    with transaction.atomic():
        story = Story(people, there)
        for move in moves:
            story.do(move)
        run_handlers()
        for visit in Encounter.objects.filter(state="signed", disposition_row__opens_case=True):
            assert Case.objects.get(encounter=visit).owner_id is not None
        connection.check_constraints()
        transaction.set_rollback(True)
