"""An instrument is loaded with its licence, asked by the clinician, scored here, and kept as FHIR."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.common.clock import now
from apps.common.errors import Code
from apps.common.ids import uuid7
from apps.dispatch.models import Assignment
from apps.encounters import actions, queries
from apps.encounters.models import Instrument, Screening
from apps.outbox.commands import Op, do
from apps.outbox.models import Delivery
from apps.realtime import scope
from config import sample_form, seed
from tests.dispatch.scenes import refused
from tests.encounters.scenes import signed, url
from tests.people import Client, People


@pytest.fixture
def days(people: People) -> Instrument:
    """The invented instrument."""
    made: Instrument = seed.sample_instrument()
    return made


def response(**codes: str | None) -> dict[str, Any]:
    """What a phone sends: linkId -> code; None is "would rather not say"."""
    absent = [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "asked-declined"}]
    items = [
        {"linkId": link_id, "extension": absent}
        if code is None
        else {"linkId": link_id, "answer": [{"valueCoding": {"system": sample_form.SYSTEM, "code": code}}]}
        for link_id, code in codes.items()
    ]
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": "urn:alongside:demo:steady-days|1",
        "item": items,
    }


FIVE = response(sleep="never", eat="once", manage="little", people="once", calm=None, ahead="little")


def recorded(by: Any, there: Assignment, days: Instrument, said: Any = FIVE, op: Op | None = None) -> Screening:
    done: Screening = do(
        actions.record_screening, by=by, op=op, encounter_id=there.id, id=uuid7(), instrument=days.id, response=said
    )
    return done


def loaded(people: People, by: Any = None, **side: Any) -> Instrument:
    done: Instrument = do(
        actions.load_instrument,
        by=by or people.system,
        questionnaire=sample_form.QUESTIONNAIRE,
        side={**sample_form.SIDE, **side},
        programme_id=people.calder.id,
    )
    return done


def test_an_answer_kept_back_is_not_a_zero_and_the_server_scores(
    people: People, there: Assignment, days: Instrument, signed_in: Callable[..., Client]
) -> None:
    body = {"id": str(uuid7()), "instrument": str(days.id), "response": FIVE}
    casey = signed_in(people.casey)
    kept = casey.post(url(there, "screenings"), body).json()["object"]
    assert (kept["score"], kept["low"], kept["high"], kept["band"]) == (11, 11, 14, "unsettled")
    assert (kept["missing"], kept["declined"]) == (["calm"], ["calm"])
    assert kept["response"]["status"] == "stopped"
    assert casey.post(url(there, "screenings"), body).json()["outcome"] == "already_applied"
    assert casey.get(f"/api/screenings/{kept['id']}").json()["score"] == 11


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        (response(sleep="never", nothing="x"), ["nothing"]),
        (response(sleep="of course"), ["sleep"]),
        (FIVE | {"questionnaire": "urn:other"}, ["questionnaire"]),
        ({"resourceType": "Patient"}, ["response"]),
        (
            response(calm="none") | {"item": [{"linkId": "helped", "answer": [{"valueString": "tea"}]}]},
            ["helped"],
        ),
    ],
)
def test_what_does_not_answer_the_form_is_refused_by_linkid(
    said: Any, fields: list[str], people: People, there: Assignment, days: Instrument
) -> None:
    with refused(Code.INVALID, fields=fields):
        recorded(people.casey, there, days, said)


def test_nothing_is_added_once_the_visit_is_signed(people: People, there: Assignment, days: Instrument) -> None:
    first = recorded(people.casey, there, days)
    signed(people.casey, there)
    with refused(Code.ENCOUNTER_SIGNED):
        recorded(people.casey, there, days)
    again = do(
        actions.record_screening,
        by=people.casey,
        encounter_id=there.id,
        id=first.id,
        instrument=days.id,
        response=FIVE,
    )
    assert again.id == first.id


def test_a_new_version_takes_the_place_of_the_old_and_the_same_file_changes_nothing(
    people: People, there: Assignment, days: Instrument
) -> None:
    assert loaded(people).id == days.id
    second = loaded(people, bands=[])
    assert (second.number, Instrument.objects.get(id=days.id).retired_at is not None) == (2, True)
    assert list(queries.offered_to(people.casey)) == [second]
    assert recorded(people.casey, there, days).band == "unsettled", "what a phone asked offline is not lost"


def test_after_its_licence_an_instrument_is_not_offered(people: People) -> None:
    gone, today = (now().date() - timedelta(days=1), now().date())
    licence = sample_form.SIDE["licence"]
    loaded(people, licence={**licence, "until": gone.isoformat()})
    assert not queries.offered_to(people.casey).exists()
    last = loaded(people, licence={**licence, "until": today.isoformat()})
    assert list(queries.offered_to(people.casey)) == [last]


def test_without_a_licence_record_it_is_refused(people: People) -> None:
    with refused(Code.INVALID):
        loaded(people, licence={"holder": "A"})


def test_only_an_administrator_loads_and_only_clinicians_phones_hold_it(people: People, days: Instrument) -> None:
    with refused(Code.NOT_ALLOWED):
        loaded(people, by=people.casey)
    holds = {
        key
        for key, who in people.everyone().items()
        if "instrument" in {item["kind"] for item in scope.snapshot(who)}
    }
    assert holds == {"casey", "riley"}
    told = Delivery.objects.filter(object_kind="instrument").values_list("stream", flat=True)
    assert set(told) == {f"user:{people.casey.id}", f"user:{people.riley.id}"}


def test_an_officer_and_the_desk_hear_nothing_of_a_screening(
    people: People, there: Assignment, days: Instrument, signed_in: Callable[..., Client]
) -> None:
    kept = recorded(people.casey, there, days)
    assert set(Delivery.objects.filter(object_kind="screening").values_list("stream", flat=True)) == {
        f"user:{people.casey.id}"
    }
    for who in (people.omar, people.dana, people.ada, people.jo, people.nia):
        assert queries.screenings_as_seen_by(who, [kept.id]) == {}
        assert signed_in(who).get(f"/api/screenings/{kept.id}").status_code == 404
        assert "unsettled" not in json.dumps(scope.snapshot(who))
    retire = f"/api/instruments/{days.id}/retire"
    asked = {
        who: signed_in(getattr(people, who)).post(retire, {}).status_code for who in ("omar", "nia", "casey", "ada")
    }
    assert asked == {"omar": 404, "nia": 404, "casey": 403, "ada": 200}
    body = {"id": str(uuid7()), "instrument": str(days.id), "response": FIVE}
    assert signed_in(people.omar).post(url(there, "screenings"), body).status_code == 403
    assert signed_in(people.riley).post(url(there, "screenings"), body).status_code == 404


def test_the_command_loads_refuses_in_words_and_retires(people: People, tmp_path: Path) -> None:
    file, side = tmp_path / "days.json", tmp_path / "days.side.json"
    file.write_text(json.dumps(sample_form.QUESTIONNAIRE), encoding="utf-8")
    with pytest.raises(CommandError, match="licence record"):
        call_command("load_instrument", str(file), programme=people.calder.slug)
    side.write_text(json.dumps(sample_form.SIDE), encoding="utf-8")
    call_command("load_instrument", str(file), programme=people.calder.slug)
    assert Instrument.objects.get().retired_at is None
    call_command("load_instrument", str(file), programme=people.calder.slug, retire=True)
    assert Instrument.objects.get().retired_at is not None
    file.write_text('{"resourceType": "Questionnaire", "url": "a", "title": "b", "item": [{}]}', encoding="utf-8")
    with pytest.raises(CommandError, match="no linkId"):
        call_command("load_instrument", str(file), programme=people.calder.slug)
    file.write_text("{", encoding="utf-8")
    with pytest.raises(CommandError, match="not valid JSON"):
        call_command("load_instrument", str(file), programme=people.calder.slug)
