"""A place answers on its page, without an account and without JavaScript; each thing that it says is kept once."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from apps.common.clock import now
from apps.common.ids import uuid7
from apps.directory.models import Service
from apps.dispatch.models import Assignment
from apps.encounters.models import Encounter
from apps.people.models import ContactPoint, Person
from apps.referrals.models import Disclosure, Note
from apps.referrals.queries.packet import NOTICE
from tests.encounters.scenes import WHOLE, written
from tests.people import Client, People
from tests.referrals.places import Desk, delivered, of
from tests.referrals.scenes import asked, consent, says, service, steps

ZONE = ZoneInfo("America/Los_Angeles")


@pytest.fixture
def need(people: People, visit: Assignment, ruth: Person, places: list[Service], harbor: Desk, serena: Desk) -> Any:
    """Harbor Light and Casa Serena are asked, and Harbor Light's page is open."""
    made = asked(people.casey, visit, places[:2])
    delivered()
    harbor.opens()
    return made


def tomorrow(hour: str = "14:30") -> dict[str, str]:
    return {"day": f"{(now().astimezone(ZONE) + timedelta(days=1)):%Y-%m-%d}", "hour": hour}


def test_yes_come_now_takes_it_with_name_and_first_action_however_often_it_is_sent(
    people: People, need: Any, harbor: Desk, serena: Desk
) -> None:
    assert "Another place was asked too. The first yes takes it" in harbor.reads()
    said = {"answer": "now", "first_action": "Side door, quiet room", "key": "one"}
    assert [harbor.sends("answer", **said).status_code for _ in range(3)] == [303, 303, 303]
    row = of(harbor, need.id)
    assert (row.status, row.answered_by, row.first_action) == ("accepted", "Rosa Ibarra", "Side door, quiet room")
    page = harbor.reads()
    assert "You said yes." in page
    assert 'value="Rosa Ibarra"' in page, "the name is remembered"
    delivered()
    assert steps(people.casey, need)["Casa Serena"][0] == "cancelled"


def test_the_one_who_says_yes_second_is_told_kindly(people: People, need: Any, harbor: Desk, serena: Desk) -> None:
    serena.opens()
    assert harbor.does("answer", answer="now").status_code == 303
    late = serena.sends("answer", answer="now", key="late")
    assert late.status_code == 410
    assert "Another place said yes first" in late.content.decode()
    assert "Ruth" not in late.content.decode()
    assert of(serena, need.id).status == "cancelled"


def test_yes_at_another_time_books_the_hour_where_the_programme_is_and_gives_a_calendar_that_names_nobody(
    need: Any, harbor: Desk
) -> None:
    assert harbor.does("answer", answer="later", **tomorrow()).status_code == 303
    row = of(harbor, need.id)
    assert row.appointment_at is not None
    assert (row.status, f"{row.appointment_at.astimezone(ZONE):%H:%M}") == ("scheduled", "14:30")
    assert "2:30 pm" in harbor.reads()
    answer = harbor.browser.get("/p/place/booked.ics")
    said = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    assert f"DTSTART:{row.appointment_at:%Y%m%dT%H%M%SZ}\r\n" in said
    assert "Ruth" not in said
    assert all(len(line.encode()) <= 75 for line in said.split("\r\n"))
    assert harbor.does("answer", answer="later", **tomorrow("16:00")).status_code == 303
    assert "4:00 pm" in harbor.reads()


def test_no_takes_a_reason_and_the_page_thanks_and_tells_nothing_more(need: Any, harbor: Desk) -> None:
    assert harbor.does("answer", answer="no", code="full", words="Tomorrow perhaps").status_code == 303
    row = of(harbor, need.id)
    assert (row.status, row.decline_code, row.decline_words) == ("no_capacity", "full", "Tomorrow perhaps")
    page = harbor.reads()
    assert "You said no, and we have noted it" in page
    assert "Ruth" not in page


@pytest.mark.parametrize(
    ("what", "said", "label"),
    [
        ("answer", {}, "Your answer"),
        ("answer", {"answer": "now", "name": " "}, "Your name"),
        ("answer", {"answer": "later"}, "Day, Hour"),
        ("answer", {"answer": "later", "day": "2020-01-01", "hour": "10:00"}, "Day, Hour"),
        ("answer", {"answer": "later", "day": "soon", "hour": "x"}, "Day, Hour"),
        ("answer", {"answer": "no", "code": "bored"}, "Why not"),
        ("question", {"text": " "}, "What do you want to know?"),
        ("question", {"text": "x" * 1001}, "What do you want to know?"),
        ("times", {}, "Day, Hour"),
        ("shout", {}, "…"),
        ("answer", {"answer": "now", "name": "x\0"}, "…"),
    ],
)
def test_what_is_not_right_yet_is_named_and_changes_nothing(
    what: str, said: dict[str, str], label: str, need: Any, harbor: Desk
) -> None:
    answer = harbor.does(what, **said)
    assert answer.status_code == 422
    assert f"That is not right yet: {label}" in answer.content.decode()
    assert of(harbor, need.id).status == "sent"


def test_what_has_moved_on_meanwhile_is_said_and_the_page_shows_how_it_stands(need: Any, harbor: Desk) -> None:
    harbor.does("answer", answer="now")
    harbor.does("attended")
    answer = harbor.sends("missed", key="from an older tab")
    assert answer.status_code == 409
    assert "It has moved on meanwhile." in answer.content.decode()
    assert of(harbor, need.id).status == "attended"


def test_a_question_reaches_the_owner_and_times_can_be_proposed(
    people: People, need: Any, harbor: Desk, signed_in: Callable[..., Client]
) -> None:
    harbor.does("question", text="Does she take <b>medicine</b>?")
    day = tomorrow()
    assert harbor.does("times", day1=day["day"], hour1="09:00", day2=day["day"], hour2="11:00").status_code == 303
    notes = list(Note.objects.order_by("at", "id"))
    assert [(note.kind, note.by_name, len(note.times)) for note in notes] == [
        ("question", "Rosa Ibarra", 0),
        ("times", "Rosa Ibarra", 2),
    ]
    body = {"id": str(uuid7()), "kind": "answer", "text": "Every morning."}
    signed_in(people.casey).post(f"/api/referrals/{of(harbor, need.id).id}/note", body)
    page = harbor.reads()
    assert "&lt;b&gt;medicine" in page
    assert "Every morning." in page
    assert "9:00 am" in page
    delivered()
    assert harbor.letters()[-1].subject == "News about a request to Harbor Light"
    assert "Every morning." in harbor.opens(), "the new link opens the same page"


def test_they_say_that_the_person_came_and_that_it_helped(need: Any, harbor: Desk) -> None:
    harbor.does("answer", answer="now")
    assert harbor.does("attended").status_code == 303
    assert of(harbor, need.id).status == "attended"
    assert harbor.does("close", helped="yes").status_code == 303
    row = of(harbor, need.id)
    assert (row.status, row.end_reason) == ("closed", "helped")
    assert "This request is closed" in harbor.reads()


def test_they_say_that_the_person_did_not_come_and_set_another_time(need: Any, harbor: Desk) -> None:
    harbor.does("answer", answer="later", **tomorrow())
    assert harbor.does("missed").status_code == 303
    assert of(harbor, need.id).status == "missed"
    assert "they did not come" in harbor.reads()
    harbor.does("answer", answer="later", **tomorrow("10:00"))
    assert of(harbor, need.id).status == "scheduled"


def test_the_page_speaks_spanish_by_the_browser_or_by_one_touch(need: Any, harbor: Desk, serena: Desk) -> None:
    serena.language = "es-MX,es;q=0.9"
    page = serena.opens()
    assert "¿Puede Casa Serena recibir a Ruth hoy?" in page
    assert '<html lang="es">' in page
    assert harbor.sends("language", language="es").status_code == 303
    page = harbor.reads()
    assert "Su respuesta" in page
    assert "Your answer" not in page


CANARY = {
    "name": "Adeyemi",
    "birth": "1987",
    "contact": "555-0177",
    "today": "Speaks of tomorrow",
    "medical": "pregnan",
}


@pytest.mark.parametrize("what", [["name"], ["birth"], ["contact"], ["today"], ["medical"], list(CANARY)])
def test_the_page_shows_only_what_the_basis_covers(
    what: list[str], people: People, visit: Assignment, ruth: Person, places: list[Service], harbor: Desk
) -> None:
    Person.objects.filter(id=ruth.id).update(birth_year=1987)
    number: dict[str, Any] = {"kind": "phone", "value": "555-0177", "made_by": people.casey}
    ContactPoint.objects.create(person=ruth, call="yes", **number)
    ContactPoint.objects.create(person=ruth, call="no", **{**number, "value": "555-0178"})
    written(people.casey, visit, **{**WHOLE, "medical": ["pregnant"]})
    given = consent(people, visit, places[:1], what=what, decider_name="Ruth Adeyemi")
    asked(people.casey, visit, places[:1], basis="consent", consent_id=given.id, what=list(CANARY))
    delivered()
    page = harbor.opens()
    shown = {name for name, word in CANARY.items() if word.lower() in page.lower()}
    assert shown == set(what)
    assert "555-0178" not in page, "a number that is not safe to call is told to nobody"
    assert Encounter.objects.get(id=visit.id).note not in page
    assert set(Disclosure.objects.get().what) <= {"needs", *what}


def test_a_place_for_substance_use_reads_the_notice_exact_and_the_scope(
    people: People, visit: Assignment, ruth: Person, harbor: Desk
) -> None:
    sud = service(people, "Vera Recovery", is_sud=True, handoff_email="desk@vera.example", handoff_sms="555-0144")
    desk = Desk(sud)
    given = consent(people, visit, [sud], is_sud=True)
    asked(people.casey, visit, [sud], basis="consent", consent_id=given.id)
    delivered()
    page = desk.opens()
    assert NOTICE in page
    assert "Agreed to tell: name, how to reach them, what happened today." in page
    assert Disclosure.objects.get().is_sud


def test_no_address_no_title_and_no_log_names_anybody(
    need: Any, harbor: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    harbor.tries(factor="000000")
    harbor.does("question", text="Does Ruth sleep?")
    harbor.does("answer", answer="now")
    for word in ("Ruth", "Rosa", harbor.code, harbor.factor):
        assert word not in caplog.text
    title = re.search(r"<title>(.*?)</title>", harbor.reads())
    assert title is not None
    assert title.group(1) == "A request for Harbor Light · Alongside"


def test_released_while_the_page_is_open_the_next_touch_says_so_and_ends_the_session(
    people: People, need: Any, harbor: Desk, places: list[Service]
) -> None:
    says(people, need, places[1], "accept")
    answer = harbor.sends("question", key="x", text="When?")
    assert answer.status_code == 410
    assert "Another place said yes first" in answer.content.decode()
    assert harbor.browser.get("/p/place/request").status_code == 303
    assert not Note.objects.exists()
