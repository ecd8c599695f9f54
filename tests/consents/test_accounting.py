"""Every disclosure is accounted for, to whom may answer the person's question, and on paper for the person."""

from collections.abc import Callable
from typing import Any

import pytest

from apps.audit.models import AuditEvent
from apps.dispatch.models import Assignment
from apps.encounters.models import Encounter
from apps.outbox.commands import do
from apps.people.models import Person
from apps.referrals.accounting_words import WORDS
from apps.referrals.models import Disclosure, Need, Referral
from tests.consents.scenes import asked, given, place, to, withdrawn
from tests.consents.test_giving import visit
from tests.consents.test_states import disclosed
from tests.people import Client, People


def lines(client: Client, person: Person) -> dict[str, Any]:
    """What is shown."""
    answer = client.get(f"/api/people/{person.id}/disclosures")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_each_line_says_what_to_whom_when_on_what_basis_and_by_whom(
    people: People, person: Person, signed_in: Callable[..., Client]
) -> None:
    row = given(people, person, what=["name"])
    referral = asked(people, person, place(people), row)
    do(disclosed, by=people.casey, referral_id=referral.id)
    (shown,) = lines(signed_in(people.cam), person)["disclosures"]
    assert shown.pop("id")
    assert shown.pop("at").endswith("Z")
    assert shown.pop("consent")["id"] == str(row.id)
    assert shown == {
        "recipient": "Harbor Light",
        "recipient_name": "",
        "way": "link",
        "what": ["needs", "name"],
        "basis": "consent",
        "basis_words": "",
        "is_sud": False,
        "by_name": people.casey.get_full_name(),
    }
    assert AuditEvent.objects.filter(action="disclosure.read", by_id=people.cam.id, object_ids=[person.id]).exists()


def test_only_who_answers_for_the_case_reads_it(
    people: People, person: Person, signed_in: Callable[..., Client]
) -> None:
    for who, status in ((people.casey, 403), (people.omar, 403), (people.riley, 404), (people.nia, 404)):
        for road in ("disclosures", "disclosures.pdf"):
            assert signed_in(who).get(f"/api/people/{person.id}/{road}").status_code == status


def test_substance_use_is_shown_by_consent_and_is_whole_on_the_persons_paper(
    people: People, person: Person, signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    detox = place(people, "Bayside Detox", is_sud=True)
    row = given(people, person, recipients=to(detox))
    do(disclosed, by=people.casey, referral_id=asked(people, person, detox, row).id)
    cam = signed_in(people.cam)
    assert lines(cam, person)["withheld"] == 0
    withdrawn(people, row)
    assert lines(cam, person) == {"disclosures": [], "withheld": 1}
    said: list[Any] = []

    def kept(found: list[Any], **_: Any) -> bytes:
        said.extend(found)
        return b"%PDF-"

    monkeypatch.setattr("apps.referrals.api.accounting.printed", kept)
    assert cam.get(f"/api/people/{person.id}/disclosures.pdf?language=es").status_code == 200
    assert [each["recipient"] for each in said] == ["Bayside Detox"]
    assert AuditEvent.objects.filter(action="disclosure.print", by_id=people.cam.id).exists()


def test_told_before_anybody_knew_who_it_is_it_is_the_persons_all_the_same(
    people: People, person: Person, signed_in: Callable[..., Client]
) -> None:
    there: Assignment = visit(people)
    emergency = {"encounter_id": there.id, "basis_words": "not breathing well"}
    referral = asked(people, None, place(people), None, **emergency)
    Need.objects.update(basis=Need.Basis.EMERGENCY)
    do(disclosed, by=people.casey, referral_id=Referral.objects.get(id=referral.id).id)
    Encounter.objects.update(person=person)
    (shown,) = lines(signed_in(people.sam), person)["disclosures"]
    assert (shown["basis"], shown["basis_words"]) == ("emergency", "not breathing well")
    assert Disclosure.objects.get().person is None


def test_the_paper_is_made_in_both_languages_for_none_and_for_many(
    people: People, person: Person, signed_in: Callable[..., Client]
) -> None:
    cam, road = signed_in(people.cam), f"/api/people/{person.id}/disclosures.pdf?language="
    assert cam.get(road + "en").content.startswith(b"%PDF-")
    referral = asked(people, person, place(people, "#panic() “Casa” 🐕 العربية"), given(people, person))
    for _ in range(3):
        do(disclosed, by=people.casey, referral_id=referral.id)
    answer = cam.get(road + "es")
    assert answer.content.startswith(b"%PDF-")
    assert answer["Cache-Control"] == "no-store"
    assert cam.get(road + "fr").status_code == 422
    assert WORDS["en"].keys() == WORDS["es"].keys()


def test_what_is_needed_in_own_words_went_along_and_is_a_line_of_the_accounting(
    people: People, person: Person
) -> None:
    referral = asked(people, person, place(people), given(people, person, what=["name"]))
    do(disclosed, by=people.casey, referral_id=referral.id)
    (row,) = Disclosure.objects.all()
    assert row.what == ["needs", "name"]
    assert all(code in WORDS[language] for code in row.what for language in WORDS)
