"""Three places are asked by e-mail and text, two say yes by their links in the same second, and one person comes.

Real commits, a mail server that speaks SMTP and an SMS gateway: what a place reads is what came over the wire.
"""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection
from django.test import Client as Browser

from apps.notifications.models import Message
from apps.notifications.outgoing.sweeps import send_messages
from apps.outbox.sweeps import run_handlers
from apps.referrals.models import Disclosure, Referral
from tests.dispatch.scenes import call, send, tap
from tests.encounters.scenes import written
from tests.notifications.receivers import Mail, Sms, words_of
from tests.people import People
from tests.referrals.scenes import asked, find_out, service
from tests.teams.riding import ride


def test_two_places_say_yes_in_the_same_second_one_has_it_and_everybody_is_told(
    people: People, committed: None, settings: Any
) -> None:
    there = send(people, call(people), ride(people, people.casey, people.omar))
    tap(people.casey, there, "en_route")
    written(people.casey, there, contact="met")
    ruth = find_out(people, there)
    names = ("harbor", "serena", "vera")
    places = [
        service(people, name.title(), handoff_email=f"{name}@place.example", handoff_sms=f"555-014{number}")
        for number, name in enumerate(names)
    ]
    with Mail() as mail, Sms() as gateway:
        mail.use(settings)
        gateway.use(settings)
        need = asked(people.casey, there, places)
        _deliver()
        assert (len(mail.taken), len(gateway.texts)) == (3, 3)
        desks = [
            _opens(mail, gateway, f"{name}@place.example", f"555-014{number}") for number, name in enumerate(names)
        ]
        answers = _at_once(desks[:2])
        assert sorted(answer.status_code for answer in answers) == [303, 410]
        loser = next(answer for answer in answers if answer.status_code == 410)
        assert "Another place said yes first" in loser.content.decode()
        _deliver()
        rows = {row.service_name: row for row in Referral.objects.filter(need=need)}
        assert sorted(row.status for row in rows.values()) == ["accepted", "cancelled", "cancelled"]
        over = [letter["To"] for letter in mail.taken if "not needed any more" in letter["Subject"]]
        assert sorted(over) == sorted(
            f"{name}@place.example" for name in names if rows[name.title()].status == "cancelled"
        )
        winner = desks[[rows[name.title()].status for name in names].index("accepted")]
        assert winner.post("/p/place/attended", {"key": "came", "name": "Rosa"}).status_code == 303
        whole = " ".join([*map(words_of, mail.taken), *(text["text"] for text in gateway.texts.values())])
        for word in ("Ruth", "Adeyemi", str(ruth.id), str(need.id)):
            assert word not in whole
    assert Referral.objects.get(status="attended").answered_by == "Rosa"
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
    read = [row.recipient for row in Disclosure.objects.filter(person=ruth, way="link")]
    assert {name.title() for name in names} == set(read)


def _deliver() -> None:
    while run_handlers() + send_messages():
        pass


def _opens(mail: Mail, gateway: Sms, to: str, phone: str) -> Browser:
    """Somebody at the place reads both messages and opens the page."""
    letter = next(words_of(each) for each in mail.taken if each["To"] == to)
    text = next(each["text"] for each in gateway.texts.values() if each["to"] == phone)
    code, digits = re.search(r"#([0-9A-Z]{16})", letter), re.search(r"\d{6}", text)
    assert code is not None
    assert digits is not None
    desk = Browser()
    assert desk.post("/p/place", {"code": code.group(1), "factor": digits.group()}).status_code == 303
    assert "Ruth" in desk.get("/p/place/request").content.decode()
    return desk


def _at_once(desks: list[Browser]) -> list[Any]:
    gate = threading.Barrier(len(desks))

    def yes(desk: Browser) -> Any:
        try:
            gate.wait()
            return desk.post("/p/place/answer", {"answer": "now", "key": "yes", "name": "Rosa"})
        finally:
            connection.close()

    with ThreadPoolExecutor(len(desks)) as pool:
        return list(pool.map(yes, desks))
