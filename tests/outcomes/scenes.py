"""A dozen calls of a month, written out, with what came of each. What is expected of them: test_figures.py.

no  level advised  area    who was sent       door  scene  what was found and done
 1    1     1      Mesa    nobody: by phone
 2    2     2      Mesa    clinician           10    30    met Ruth, stayed with a plan; referred, came on day 3
 3    2     3      Mesa    clinician           20    40    met, stayed; nothing written of a less restrictive way
 4    3     3      Harbor  both                30    60    met Tom, care; no force; referred, came on day 10
 5    3     2      Harbor  both                61    50    met, hold; force, person hurt; referred, place said no
 6    3     3      Harbor  both                60    20    nobody found
 7    4     4      Mesa    both                15    45    met, arrested; the officer has not reported
 8    3     3      Mesa    both, called off     -     -    never arrived
 9    2     2      Mesa    clinician            5    25    met Ruth five days after call 2; amended to: by ambulance
10    2     2      -       clinician           40    30    not signed yet
11    the same call as 2                                   not counted
12    history of another system                            not counted
13    -     -      Mesa    nobody: ended before anybody decided
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from apps.common.clock import now
from apps.common.ids import uuid7
from apps.dispatch.models import Assignment, Response
from apps.encounters.models import Amendment, Disposition, Encounter, ForceReport
from apps.followups.models import Attempt, Case
from apps.incidents.models import Entry, Incident, LevelDecision, Matrix
from apps.outcomes.period import Month
from apps.people.models import Person
from apps.referrals.models import Need, Referral
from apps.teams.models import Team
from config.cast import CALDER
from tests.people import People
from tests.referrals.scenes import service


@dataclass(frozen=True)
class Line:
    """One line of the table above."""

    no: int
    level: int | None
    advised: int | None
    area: str
    crew: str = ""
    door: int | None = None
    scene: int = 0
    contact: str = ""
    ending: str = ""
    least: str = ""
    force: str = ""
    hurt: tuple[str, ...] = ()
    person: str = ""
    came: int | None = None
    asked: str = ""
    day: int = 2
    source: str = "intake"


DOZEN = (
    Line(1, 1, 1, "Mesa"),
    Line(2, 2, 2, "Mesa", "c", 10, 30, "met", "home_plan", "chosen", person="ruth", asked="closed", came=3),
    Line(3, 2, 3, "Mesa", "c", 20, 40, "met", "resolved"),
    Line(4, 3, 3, "Harbor", "co", 30, 60, "met", "stabilization", "chosen", "none", person="tom", asked="closed",
         came=10),
    Line(5, 3, 2, "Harbor", "co", 61, 50, "met", "hold_adult", "not_possible", "force", ("person",),
         asked="declined"),
    Line(6, 3, 3, "Harbor", "co", 60, 20, "no_contact", "no_contact", force="none"),
    Line(7, 4, 4, "Mesa", "co", 15, 45, "met", "arrest"),
    Line(8, 3, 3, "Mesa", "co"),
    Line(9, 2, 2, "Mesa", "c", 5, 25, "met", "resolved", "home", person="ruth", day=7),
    Line(10, 2, 2, "", "c", 40, 30),
    Line(11, 2, 2, "Mesa", source="duplicate"),
    Line(12, None, None, "Mesa", source="import"),
    Line(13, None, None, "Mesa"),
)  # fmt: skip


def month(ago: int = 5) -> Month:
    """A month whose ninety days are over."""
    found = Month.last_whole(now(), CALDER_ZONE)
    for _ in range(ago - 1):
        found = found.before
    return found


CALDER_ZONE = ZoneInfo(CALDER.time_zone)


class Scene:
    """Writes the dozen, as often as it is asked to: each time with people of its own."""

    def __init__(self, people: People, begins: datetime) -> None:
        self.people, self.begins, self.number = people, begins, 0
        self.team = Team.objects.create(programme=people.calder, name="Outcomes 1")
        self.matrix = Matrix.objects.create(
            programme=people.calder, number=900, effective_from=begins, items=[], rules=[], texts={},
            published_by=people.ada,
        )  # fmt: skip
        self.place = service(people, "Harbor Light")
        self.endings = {row.code: row for row in Disposition.objects.filter(programme=people.calder)}
        self.known: dict[str, Person] = {}
        self.first: Incident | None = None
        self.of: dict[int, Incident] = {}

    def play(self) -> "Scene":
        """The dozen once more."""
        self.known, self.of = {}, {}
        for line in DOZEN:
            self._call(line)
        return self

    def _call(self, line: Line) -> None:
        self.number += 1
        at = self.begins + timedelta(days=line.day, hours=10)
        is_import = line.source == "import"
        incident = Incident.objects.create(
            programme=self.people.calder, number=90_000 + self.number, status="closed", opened_by=self.people.dana,
            opened_at=at, closed_at=at + timedelta(hours=4), area=line.area, place="1 Canary Row",
            source="import" if is_import else "intake", matrix=self.matrix, level=line.level, provisional=False,
            decided_level=line.level, decided_at=at if (line.level or 0) > 1 else None,
            duplicate_of=self.of[2] if line.source == "duplicate" else None, person=self._person(line.person),
        )  # fmt: skip
        self.of[line.no] = incident
        if line.level and line.advised and line.source == "intake":
            LevelDecision.objects.create(
                incident=incident, level=line.level, facts_level=line.advised, kind="decided", matrix=self.matrix,
                by=self.people.dana, occurred_at=at,
            )  # fmt: skip
        if line.crew:
            self._trip(line, incident, at)

    def _person(self, name: str) -> Person | None:
        if name and name not in self.known:
            self.known[name] = Person.objects.create(
                programme=self.people.calder, given=name, family="Canary", made_by=self.people.casey
            )
        return self.known.get(name)

    def _trip(self, line: Line, incident: Incident, at: datetime) -> None:
        there = None if line.door is None else at + timedelta(minutes=line.door)
        clear = at + timedelta(minutes=(line.door or 0) + line.scene)
        order = Assignment.objects.create(
            id=uuid7(), incident=incident, team=self.team, status="cleared" if there else "cancelled",
            sent_by=self.people.dana, sent_at=at + timedelta(minutes=1), ended_at=clear,
        )  # fmt: skip
        for letter, who, role in (("c", self.people.casey, "clinician"), ("o", self.people.omar, "officer")):
            if letter in line.crew:
                Response.objects.create(assignment=order, user=who, role=role, answer="accepted")
        if there is None:
            return
        # a wrong tap that was taken back comes first, and counts for nothing
        self._note(incident, "status", order, at + timedelta(minutes=2), status="on_scene", before="en_route")
        self._note(
            incident, "undone", order, at + timedelta(minutes=2, seconds=8), what="on_scene", status="en_route"
        )
        self._note(incident, "status", order, there, status="on_scene", before="en_route")
        self._note(incident, "status", order, clear, status="cleared", before="on_scene")
        self._visit(line, order, there, clear)

    def _note(self, incident: Incident, kind: str, order: Assignment, at: datetime, **facts: str) -> None:
        Entry.objects.create(
            incident=incident, kind=kind, by=self.people.casey, occurred_at=at, received_at=at,
            facts={"assignment": str(order.id), **facts},
        )  # fmt: skip

    def _visit(self, line: Line, order: Assignment, there: datetime, clear: datetime) -> None:
        signed: dict[str, Any] = (
            {"state": "signed", "signed_at": clear, "signed_by": self.people.casey} if line.contact else {}
        )
        visit = Encounter.objects.create(
            id=order.id, assignment=order, incident=order.incident, person=self._person(line.person),
            began_at=there, contact=line.contact, disposition=line.ending,
            disposition_row=self.endings.get(line.ending), least_restrictive=line.least, **signed,
        )  # fmt: skip
        if line.force:
            ForceReport.objects.create(
                id=visit.id, encounter=visit, force=line.force, injured=list(line.hurt), by=self.people.omar,
                filed_at=clear,
            )  # fmt: skip
        if line.no == 9:
            Amendment.objects.create(
                encounter=visit, part="clinician", field="disposition", was="resolved", now="medical",
                by=self.people.casey, occurred_at=clear, received_at=clear,
            )  # fmt: skip
        if line.asked:
            self._case(line, visit, clear)
            self._asked(line, visit, clear)

    def _case(self, line: Line, visit: Encounter, at: datetime) -> None:
        hours, result = {2: (20, "reached"), 4: (48, "reached"), 5: (3, "left_message")}[line.no]
        case = Case.objects.create(
            programme=self.people.calder, encounter=visit, incident=visit.incident, person=visit.person,
            owner=self.people.cam, rule="welfare", risk="high" if line.no == 2 else "low", opened_at=at,
        )  # fmt: skip
        Attempt.objects.create(
            case=case, channel="call", result=result, by=self.people.cam, at=at + timedelta(hours=hours)
        )

    def _asked(self, line: Line, visit: Encounter, at: datetime) -> None:
        need = Need.objects.create(
            programme=self.people.calder, encounter=visit, person=visit.person, words="Somebody to talk to",
            basis="treatment", owner=self.people.cam, asked_by=self.people.casey, asked_at=at,
        )  # fmt: skip
        came = None if line.came is None else at + timedelta(days=line.came)
        Referral.objects.create(
            programme=self.people.calder, need=need, service=self.place, service_name="Harbor Light",
            status=line.asked, status_at=at, sent_at=at, attended_at=came, end_reason="helped" if came else "",
            decline_code="full" if line.asked == "declined" else "",
            arrived_at=at if line.no == 4 else None,
            handed_over_at=at + timedelta(minutes=12) if line.no == 4 else None,
        )  # fmt: skip
