"""From the call to the day on which the person has landed: weeks of the shifted clock, each step by the right person.

Played as one would: the board takes the call, the team meets, the case manager follows up, the place says when, and
after every step the case has an owner, a next step and a clock.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from apps.accounts.models import Programme
from apps.common import clock
from apps.common.clock import now
from apps.common.ids import uuid7
from apps.dispatch.models import Assignment
from apps.followups.models import Case
from apps.followups.sweeps import pass_on_and_let_go
from apps.outbox.sweeps import run_handlers
from config import time_source
from tests.dispatch.scenes import alerted
from tests.encounters.scenes import WHOLE
from tests.people import Client, People
from tests.referrals.scenes import service
from tests.teams.riding import ride

CALM = {"weapon_in_hand": "no", "weapon_in_reach": "yes", "violence_now": "no", "cannot_care_for_self": "yes"}
Forward = Callable[..., None]


@pytest.fixture
def forward() -> Iterator[Forward]:
    """`forward(days=2)`: the demo's clock goes on; what is due by then happens."""
    ahead = timedelta()

    def go(**by: float) -> None:
        nonlocal ahead
        ahead += timedelta(**by)
        clock.set_offset_source(lambda: time_source.offset() + ahead)
        run_handlers()
        pass_on_and_let_go()

    yield go
    clock.set_offset_source(time_source.offset)


class Follow:
    """The case as its owner reads it."""

    def __init__(self, cam: Client, case_id: UUID) -> None:
        self.cam, self.road = cam, f"/api/cases/{case_id}"

    def done(self, part: str, **body: Any) -> None:
        """One step by its owner, that must be applied."""
        answer = self.cam.post(f"{self.road}/{part}", body).json()
        assert answer["outcome"] == "applied", answer
        run_handlers()

    def stands(self, action: str, who: str = "us", within: timedelta | None = None) -> dict[str, Any]:
        """It is open and Cam's, and the next step is this, whose turn and by when."""
        case: dict[str, Any] = self.cam.get(self.road).json()
        assert (case["status"], case["owner_name"]) == ("open", "Cam")
        assert (case["next"]["action"], case["next"]["who"]) == (action, who)
        due_at = datetime.fromisoformat(case["next"]["due_at"])
        assert within is None or now() < due_at <= now() + within, due_at - now()
        return case


def post(client: Client, road: str, **body: Any) -> Any:
    answer = client.post(f"/api/{road}", body).json()
    assert answer["outcome"] in ("applied", "merged"), answer
    run_handlers()
    return answer["object"]


def test_a_call_on_the_board_ends_weeks_later_as_somebody_who_attended(
    people: People, signed_in: Callable[..., Client], forward: Forward
) -> None:
    Programme.objects.filter(id=people.calder.id).update(settings={"quiet_from": "00:00", "quiet_to": "00:00"})
    mesa, harbor = ride(people, people.casey, people.omar), service(people, "Harbor Light")
    dana, casey, cam, sam = (signed_in(one) for one in (people.dana, people.casey, people.cam, people.sam))
    incident, visit, person = _met(dana, casey, mesa.id)
    case = Case.objects.get(encounter_id=visit)
    follow = Follow(cam, case.id)
    assert alerted("CaseOpened", "case") == {"Cam"}
    shown = follow.stands("contact", within=timedelta(hours=24))
    assert (shown["risk"], shown["rungs"][0]["name"], shown["person"]) == ("high", "day1", str(person))

    forward(hours=20)
    follow.done("attempts", id=str(uuid7()), channel="call", result="no_answer")
    follow.stands("contact", within=timedelta(hours=4))
    forward(hours=3)
    follow.done("attempts", id=str(uuid7()), channel="call", result="reached", words="Would see somebody.")
    shown = follow.stands("contact", within=timedelta(hours=49))
    assert [rung["state"] for rung in shown["rungs"][:3]] == ["done", "due", "due"]

    referral = str(uuid7())
    asked = {"words": "Somebody to talk to", "urgency": "soon", "basis": "treatment", "what": ["name"]}
    places = [{"referral": referral, "service": str(harbor.id)}]
    need = str(uuid7())
    post(cam, "needs", id=need, person=str(person), places=places, **asked)
    forward(hours=1)
    at = now() + timedelta(days=9)
    body = {"answer": "schedule", "name": "Rosa", "at": at.isoformat()}
    post(cam, f"referrals/{referral}/answer", **body)
    needs = {rung["name"]: rung["need"] for rung in follow.stands("contact")["rungs"]}
    assert (needs["before_visit"], needs["did_attend"], needs["day3"]) == (need, need, None)

    for hours in (40, 96):
        forward(hours=hours)
        follow.done("attempts", id=str(uuid7()), channel="call", result="reached")
    before = follow.stands("contact")
    forward(days=3)
    reached = {"id": str(uuid7()), "channel": "call", "result": "reached", "rung": "before_visit"}
    follow.done("attempts", **reached)
    assert follow.stands("ask_attended")["version"] > before["version"]
    forward(days=2)
    post(cam, f"referrals/{referral}/attended")
    shown = follow.stands("await_place", who="place")
    assert {r["name"]: r["state"] for r in shown["rungs"]}["did_attend"] == "done"

    forward(days=18)
    follow.done("attempts", id=str(uuid7()), channel="call", result="reached", words="Goes every week.")
    follow.stands("decide", within=timedelta(hours=24))
    follow.done("land", words="Goes every week, sleeps, works.")
    over = cam.get(follow.road).json()
    assert (over["status"], over["end_reason"], over["next"]["action"]) == ("landed", "landed", "none")
    assert [row["case"]["id"] for row in cam.get("/api/cases?bay=landed").json()["rows"]] == [str(case.id)]
    lanes = {line["lane"] for line in cam.get(f"{follow.road}/timeline").json()["lines"]}
    assert lanes == {"911", "met", "care", "calls"}
    assert sam.get(follow.road).json()["owner_name"] == "Cam"
    assert dana.get(f"/api/incidents/{incident}").json()["status"] == "closed"
    for other in (dana, signed_in(people.omar)):
        assert other.get(follow.road).status_code == 404


def _met(dana: Client, casey: Client, team: UUID) -> tuple[str, str, UUID]:
    """The call, the team, the visit that Casey signs; the board closes it. Answers incident, visit and person."""
    incident, visit, person = str(uuid7()), str(uuid7()), uuid7()
    post(dana, "incidents", id=incident, place="1418 Alder Court", words="He has not slept for days.")
    for item, answer in CALM.items():
        post(dana, f"incidents/{incident}/answers", item=item, answer=answer)
    post(dana, f"incidents/{incident}/decide")
    post(dana, "assignments", id=visit, incident=incident, team=str(team))
    assert Assignment.objects.get(id=visit).status == "assigned"
    post(casey, f"assignments/{visit}/accept")
    post(casey, f"assignments/{visit}/status", to="en_route")
    post(dana, f"assignments/{visit}/clear")
    post(casey, f"assignments/{visit}/status", to="on_scene")
    post(casey, f"incidents/{incident}/person", new={"id": str(person), "given": "Ansel", "family": "Varga"})
    casey.patch(f"/api/encounters/{visit}", {**WHOLE, "judgement": "high"})
    post(casey, f"encounters/{visit}/sign")
    post(casey, f"assignments/{visit}/status", to="cleared")
    post(dana, f"incidents/{incident}/close", result="seen")
    return incident, visit, person
