"""A link and its second factor: made when a place is asked, told by two roads, tried five times, rotated, ended."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client as Browser

from apps.audit.models import AuditEvent
from apps.common.clock import now
from apps.directory.models import Service
from apps.dispatch.models import Assignment
from apps.notifications.models import Kept, Message
from apps.people.models import Person
from apps.referrals.actions import coming, handover
from apps.referrals.actions.links import nobodys_hash
from apps.referrals.models import Disclosure, PartnerLink, Referral
from tests.people import Client, People
from tests.referrals.places import Desk, delivered, of
from tests.referrals.scenes import act, asked, at, consent, says, seen

_CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
Signed = Callable[..., Client]


@pytest.fixture
def sent(people: People, visit: Assignment, ruth: Person, places: list[Service], harbor: Desk) -> Any:
    """Harbor Light is asked, and its messages have come."""
    need = asked(people.casey, visit, places[:1])
    delivered()
    return need


def test_a_place_that_is_asked_gets_a_link_by_mail_and_a_code_by_text_and_neither_names_anybody(
    people: People, sent: Any, harbor: Desk, signed_in: Signed
) -> None:
    said = [f"{row.subject} {row.body}" for row in Kept.objects.all()]
    assert len(said) == 2
    whole = " ".join(said)
    for word in ("Ruth", "Adeyemi", "bed", "555-0199", str(sent.id), "Alder"):
        assert word not in whole
    assert harbor.factor not in harbor.letters()[0].body
    assert harbor.code not in Kept.objects.get(channel="sms").body
    link = PartnerLink.objects.get()
    assert abs(link.expires_at - now() - timedelta(hours=72)) < timedelta(minutes=5)
    kept = json.dumps(
        [str(value) for row in (*PartnerLink.objects.all(), *Message.objects.all()) for value in vars(row).values()]
    )
    assert harbor.code not in kept
    assert harbor.factor not in kept
    assert seen(people.casey, sent)["referrals"][0]["handoff"]["state"] == "sent"


def test_a_mail_scanner_that_opens_the_link_changes_nothing_and_reads_nothing(sent: Any, harbor: Desk) -> None:
    before = (AuditEvent.objects.count(), list(PartnerLink.objects.values()), Disclosure.objects.count())
    scanner = Browser()
    for road in ("/p/place", "/p/place/request", "/p/place/booked.ics"):
        for method in ("get", "head", "options"):
            answer = getattr(scanner, method)(road)
            assert answer.status_code in (200, 303, 405)
            assert b"Ruth" not in answer.content
    for road in ("answer", "attended", "language", "leave"):
        assert scanner.get(f"/p/place/{road}").status_code == 405
    assert scanner.post("/p/place/answer", {"answer": "now", "name": "Bot"}).status_code == 303
    assert (AuditEvent.objects.count(), list(PartnerLink.objects.values()), Disclosure.objects.count()) == before


def test_both_keys_open_the_page_and_each_opening_is_accounted_for(people: People, sent: Any, harbor: Desk) -> None:
    answer = harbor.tries(code=harbor.code.lower(), factor=f"{harbor.factor[:3]} {harbor.factor[3:]}")
    assert (answer.status_code, answer["Location"]) == (303, "/p/place/request")
    page = harbor.reads()
    assert "Can Harbor Light see Ruth today?" in page
    assert "<title>A request for Harbor Light · Alongside</title>" in page
    harbor.reads()
    rows = Disclosure.objects.filter(way="link")
    assert [(row.recipient, row.what, row.basis, row.person_id) for row in rows] == [
        ("Harbor Light", ["needs", "name", "today"], "treatment", sent.person_id or sent.encounter.person_id)
    ] * 2
    assert of(harbor, sent.id).seen_at is not None
    cookie = harbor.browser.cookies["place"]
    assert (cookie["httponly"], cookie["samesite"], int(cookie["max-age"]) <= 1800) == (True, "Strict", True)


def test_five_wrong_codes_close_a_link_and_nothing_says_which_key_was_wrong(sent: Any, harbor: Desk) -> None:
    wrong = [harbor.tries(factor="000000") for _ in range(5)]
    unknown = harbor.tries(code="0000000000000000")
    assert {answer.status_code for answer in [*wrong, unknown]} == {404}
    assert _CSRF.sub(b"", wrong[0].content) == _CSRF.sub(b"", unknown.content)
    assert harbor.tries().status_code == 404, "the right code comes too late"
    assert PartnerLink.objects.get().tries == 5


class Counting(PBKDF2PasswordHasher):
    """How often a second factor was compared: that is what takes the time."""

    algorithm = "counting"
    iterations = 1
    compared = 0

    def verify(self, password: str, encoded: str) -> bool:
        type(self).compared += 1
        return super().verify(password, encoded)


def test_each_kind_of_wrong_takes_one_comparison_so_that_time_tells_nothing(
    sent: Any, harbor: Desk, signed_in: Signed, people: People, settings: Any
) -> None:
    nobodys_hash.cache_clear()
    settings.PASSWORD_HASHERS = [f"{__name__}.Counting", *settings.PASSWORD_HASHERS]
    signed_in(people.casey).post(f"/api/referrals/{of(harbor, sent.id).id}/link", {})
    delivered()
    costs = []
    for code, factor in ((harbor.code, "000000"), ("0" * 16, harbor.factor), ("", ""), (harbor.code, harbor.factor)):
        Counting.compared = 0
        harbor.tries(code=code, factor=factor)
        costs.append(Counting.compared)
    nobodys_hash.cache_clear()
    assert costs == [1, 1, 1, 1]


def test_sending_the_link_again_makes_a_new_code_and_ends_the_old_one_and_its_session(
    people: People, sent: Any, harbor: Desk, signed_in: Signed
) -> None:
    harbor.opens()
    old = (harbor.code, harbor.factor)
    road = f"/api/referrals/{of(harbor, sent.id).id}/link"
    for who in (people.omar, people.dana, people.riley, people.nia):
        assert signed_in(who).post(road, {}).status_code == 404
    assert signed_in(people.casey).post(road, {}).status_code == 200
    delivered()
    assert "There is a newer link" in harbor.reads()
    assert harbor.tries(*old).status_code == 410, "both keys were right, so it may say that there is a newer one"
    assert old[0] != harbor.code
    assert "Can Harbor Light" in harbor.opens()


def test_a_link_ends_after_three_days(sent: Any, harbor: Desk) -> None:
    harbor.opens()
    PartnerLink.objects.update(expires_at=now() - timedelta(seconds=1))
    assert harbor.tries().status_code == 410
    assert "This link has ended" in harbor.tries().content.decode()
    assert "Ruth" not in harbor.reads()


def test_without_a_phone_for_texts_the_factor_is_told_on_the_warm_call_and_made_by_the_caller(
    people: People, visit: Assignment, ruth: Person, places: list[Service], harbor: Desk, signed_in: Signed
) -> None:
    Service.objects.filter(id=harbor.service.id).update(handoff_sms="")
    need = asked(people.casey, visit, places[:1])
    delivered()
    assert not Kept.objects.filter(channel="sms").exists()
    assert "that we tell you on the phone" in harbor.letters()[0].body
    assert harbor.tries(factor="").status_code == 404
    road = f"/api/referrals/{of(harbor, need.id).id}/factor"
    casey = signed_in(people.casey)
    assert casey.post(road, {"factor": "12345"}).status_code == 422
    answer = casey.post(road, {"factor": "123456"})
    assert answer.status_code == 200
    assert "123456" not in json.dumps(answer.json())
    assert harbor.tries(factor="123456").status_code == 303


def test_a_place_that_can_only_be_phoned_gets_no_link(
    people: People, visit: Assignment, ruth: Person, places: list[Service], signed_in: Signed
) -> None:
    need = asked(people.casey, visit, places[2:])
    delivered()
    assert (PartnerLink.objects.count(), Message.objects.count()) == (0, 0)
    answer = signed_in(people.casey).post(f"/api/referrals/{at(need, places[2]).id}/link", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "no_channel")


def test_a_place_that_is_let_go_is_told_once_that_it_is_not_needed_and_its_link_is_closed_kindly(
    people: People, visit: Assignment, ruth: Person, places: list[Service], harbor: Desk, serena: Desk
) -> None:
    need = asked(people.casey, visit, places[:2])
    delivered()
    serena.opens()
    says(people, need, places[0], "accept")
    delivered()
    assert "Another place said yes first" in serena.reads()
    assert serena.letters()[-1].subject == "A request to Casa Serena is not needed any more"
    assert "Ruth" not in serena.letters()[-1].body
    assert [len(serena.letters()), len(harbor.letters())] == [2, 1]


def test_a_place_whose_link_had_not_left_yet_hears_nothing_at_all(
    people: People, visit: Assignment, ruth: Person, places: list[Service], harbor: Desk, serena: Desk
) -> None:
    need = asked(people.casey, visit, places[:2])
    Message.objects.all().delete()
    says(people, need, places[0], "accept")
    delivered()
    assert serena.letters() == []
    assert of(serena, need.id).status == "cancelled"


def test_called_off_after_a_yes_the_place_confirms_by_a_new_link_and_reads_nothing_more_of_the_person(
    people: People, sent: Any, harbor: Desk, places: list[Service]
) -> None:
    says(people, sent, places[0], "accept")
    act(coming.cancel, people.casey, sent, places[0], reason="by_us")
    delivered()
    assert harbor.letters()[-1].subject == "A request to Harbor Light was called off"
    page = harbor.opens()
    assert "This request was called off." in page
    assert "Ruth" not in page
    assert harbor.does("confirm").status_code == 303
    assert of(harbor, sent.id).status == Referral.Status.CANCELLED
    delivered()
    assert len(harbor.letters()) == 2, "who has confirmed is not told again"


def test_a_place_hears_once_that_the_team_is_on_its_way(
    people: People, sent: Any, harbor: Desk, places: list[Service]
) -> None:
    says(people, sent, places[0], "accept")
    for _ in range(2):
        act(handover.left, people.casey, sent, places[0])
    delivered()
    letter = harbor.letters()[-1]
    assert letter.subject == "A team is on its way to Harbor Light"
    assert "Ruth" not in letter.body
    assert len(harbor.letters()) == 2
    assert "The team left with them at" in harbor.opens()


def test_an_hour_after_a_booked_time_the_place_is_asked_whether_they_came_by_a_link_that_opens_then(
    people: People, sent: Any, harbor: Desk, places: list[Service], signed_in: Signed
) -> None:
    for days in (2, 5):
        says(people, sent, places[0], "schedule", at=now() + timedelta(days=days))
        delivered()
    assert len(harbor.letters()) == 1, "it leaves when its time has come"
    assert signed_in(people.casey).post(f"/api/referrals/{of(harbor, sent.id).id}/link", {}).status_code == 200
    delivered()
    Message.objects.filter(state="waiting").update(due_at=now())
    delivered()
    assert [letter.subject for letter in harbor.letters()[2:]] == ["Did the visit at Harbor Light happen?"]
    PartnerLink.objects.filter(revoked_at__isnull=True).update(expires_at=now() + timedelta(hours=1))
    harbor.opens()
    assert harbor.does("attended").status_code == 303
    delivered()
    assert not Message.objects.filter(state="waiting").exists()


def test_a_person_who_came_before_the_question_is_not_asked_for(
    people: People, sent: Any, harbor: Desk, places: list[Service]
) -> None:
    says(people, sent, places[0], "schedule", at=now() + timedelta(days=2))
    delivered()
    act(coming.attended, people.casey, sent, places[0])
    delivered()
    assert set(Message.objects.exclude(state="sent").values_list("state", flat=True)) == {"stopped"}


def test_a_session_is_bound_to_its_link_and_cannot_be_made_up(sent: Any, harbor: Desk) -> None:
    harbor.opens()
    forged = Browser()
    forged.cookies["place"] = harbor.browser.cookies["place"].value[:-3] + "abc"
    assert forged.get("/p/place/request").status_code == 303
    assert harbor.sends("leave").status_code == 200
    assert harbor.browser.get("/p/place/request").status_code == 303


@pytest.mark.parametrize("odd", ["\0", "x" * 5_000, "'; drop table", "<script>alert(1)</script>", "١٢٣٤٥٦"])
def test_whatever_is_typed_the_page_answers_in_its_own_words(odd: str, sent: Any, harbor: Desk) -> None:
    for answer in (harbor.tries(code=odd), harbor.tries(factor=odd)):
        assert answer.status_code == 404
        assert "<script>alert" not in answer.content.decode()


def test_the_paper_for_a_fax_is_accounted_for_and_only_for_those_who_are_involved(
    people: People, sent: Any, harbor: Desk, signed_in: Signed
) -> None:
    road = f"/api/referrals/{of(harbor, sent.id).id}/request.pdf"
    for who in (people.omar, people.dana, people.nia):
        assert signed_in(who).get(road).status_code == 404
    assert not Disclosure.objects.filter(way="pdf").exists()
    for language in ("", "?language=es"):
        answer = signed_in(people.casey).get(road + language)
        assert (answer.content[:5], answer["Cache-Control"]) == (b"%PDF-", "no-store")
    assert Disclosure.objects.filter(way="pdf", by=people.casey).count() == 2


def test_a_consent_that_was_withdrawn_closes_the_paper_and_the_page_at_once(
    people: People, visit: Assignment, ruth: Person, places: list[Service], harbor: Desk, signed_in: Signed
) -> None:
    given = consent(people, visit, places[:1])
    need = asked(people.casey, visit, places[:1], basis="consent", consent_id=given.id)
    delivered()
    page = harbor.opens()
    assert "Ruth Adeyemi agreed to share these lines with Harbor Light, for care, until Jan 1, 2099." in page
    type(given).objects.filter(id=given.id).update(withdrawn_at=now())
    assert harbor.sends("answer", answer="now", key="a").status_code == 410
    assert "This request was taken back" in harbor.opens()
    assert of(harbor, need.id).status == "sent"
    assert signed_in(people.casey).get(f"/api/referrals/{of(harbor, need.id).id}/request.pdf").status_code == 409
    assert Disclosure.objects.count() == 1
