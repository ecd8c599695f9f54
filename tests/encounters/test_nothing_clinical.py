"""No clinical word reaches an officer, the desk or an administrator: every road out is walked and read."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.contrib import admin
from django.db import connection
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.queries import streams_of
from apps.audit.models import AuditEvent
from apps.common.ids import uuid7
from apps.dispatch.models import Assignment
from apps.encounters import actions
from apps.encounters.models import Amendment, Disposition, Encounter, Instrument, SafetyPlan, Screening
from apps.encounters.policies import ENCOUNTER
from apps.encounters.queries import as_seen_by
from apps.incidents.models import Entry
from apps.notifications.models import Sending
from apps.notifications.payload import payload_of
from apps.outbox.commands import Op, do
from apps.outbox.models import Delivery, HandlerRun, OpKey
from apps.outbox.sweeps import run_handlers
from apps.realtime import scope
from apps.teams.models import Shift
from config import sample_form, seed
from tests.architecture.test_table import ours
from tests.encounters.scenes import FORCE, amended, filed, patch, tried, url, written
from tests.model.parts import shown_now
from tests.people import Client, People

SECRETS: dict[str, Any] = {
    "contact": "met",
    "transport": "involuntary",
    "transport_place": "County General",
    "reasons": ["attempt", "psychosis"],
    "observed": ["stopped_medicine", "commands"],
    "protective": ["takes_medicine"],
    "judgement": "imminent",
    "judgement_why": "Qwhyjudged",
    "prompts": ["trusted_voice"],
    "helped": ["own_language"],
    "medical": ["withdrawal"],
    "disposition": "hold_adult",
    "decided_by": "clinician",
    "least_restrictive": "not_possible",
    "why_not": "Qwhynot",
    "note": "Qnote lithium",
    "owner_next": "Qowner",
}
WORDS = (
    *("involuntary", "attempt", "psychosis", "stopped_medicine", "commands", "takes_medicine", "imminent"),
    *("Qwhyjudged", "trusted_voice", "own_language", "withdrawal", "hold_adult", "not_possible", "Qwhynot"),
    *("Qscreened", "Qplan", "felt manageable"),
    *("Qnote", "lithium", "Qowner", "Qamended", "Involuntary hold", "Retención"),
)
HARMLESS = {"withdrawal", "attempt", "commands", "psychosis", "involuntary"}
"""Words that triage's own questions hold too; looked for only in what is about this visit."""


@pytest.fixture
def whole(people: People, there: Assignment) -> Encounter:
    """A visit full of words that must not travel, signed and amended, with an officer's part."""
    filed(people.omar, there, **FORCE)
    written(people.casey, there, **SECRETS)
    fill_in_forms(people, there)
    do(actions.sign, by=people.casey, encounter_id=there.id)
    amended(people.casey, there, "note", "Qamended", reason="Qnote")
    run_handlers()
    return Encounter.objects.get()


def fill_in_forms(people: People, there: Assignment) -> None:
    """A form asked and a plan written, given as a link."""
    form, calm = seed.sample_instrument(), {"system": sample_form.SYSTEM, "code": "most"}
    said = [("calm", {"valueCoding": calm}), ("helped", {"valueString": "Qscreened"})]
    items = [{"linkId": link_id, "answer": [value]} for link_id, value in said]
    response = {"resourceType": "QuestionnaireResponse", "questionnaire": form.url, "item": items}
    asked: dict[str, Any] = {"encounter_id": there.id, "id": uuid7(), "instrument": form.id, "response": response}
    do(actions.record_screening, by=people.casey, **asked)
    plan, parts = uuid7(), {"signs": ["Qplan"]}
    do(actions.write_safety_plan, by=people.casey, encounter_id=there.id, id=plan, language="en", parts=parts)
    link: dict[str, Any] = {"id": uuid7(), "how": "link", "code": plan.hex[:16], "word": "Qplanword"}
    do(actions.give_safety_plan, by=people.casey, plan_id=plan, **link)


def leaks(text: str, *, spare: set[str] = HARMLESS) -> list[str]:
    return [word for word in WORDS if word not in spare and word in text]


def body(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode(errors="replace"))


def gets(ids: dict[str, UUID]) -> Iterator[str]:
    """Every road of ours, with these ids in it."""
    for road, _view in ours():
        filled = "/" + road.replace("<uuid:", "{").replace(">", "}")
        yield filled.format_map({**{name: uuid7() for name in _names(filled)}, **ids})


def _names(road: str) -> list[str]:
    return [part.split("}")[0] for part in road.split("{")[1:]]


@pytest.mark.parametrize("key", ["omar", "jo", "dana", "priya", "ada", "quinn", "nia"])
def test_no_road_of_the_api_says_a_clinical_word(
    key: str, people: People, there: Assignment, whole: Encounter, signed_in: Callable[..., Client]
) -> None:
    who = getattr(people, key)
    client = signed_in(who)
    shift = Shift.objects.filter(user=who).first()
    ids = dict.fromkeys(("encounter_id", "assignment_id"), there.id) | {"incident_id": there.incident_id}
    ids |= {"team_id": there.team_id, "shift_id": shift.id if shift else uuid7(), "user_id": people.casey.id}
    ids |= {"screening_id": Screening.objects.get().id, "plan_id": SafetyPlan.objects.get().id}
    ids |= {"instrument_id": Instrument.objects.get().id}
    answers = {road: client.get(road) for road in gets(ids)}
    answers["search"] = client.post("/api/incidents/search", {"text": "Qnote lithium"})
    answers["earlier"] = client.post("/api/incidents/earlier", {"incident": str(there.incident_id)})
    answers["written"] = patch(client, there, note="what did she say?", judgement="low")
    answers["signed"] = client.post(url(there, "sign"), {})
    answers["filed"] = client.post(url(there, "officer"), {"force": "none"})
    listed = {"/api/snapshot", "/api/changes"} if key == "ada" else set()  # an administrator edits the list of words
    found = {road: leaks(body(answer)) for road, answer in answers.items() if road not in listed}
    assert {road: words for road, words in found.items() if words} == {}
    own = [answer for road, answer in answers.items() if str(there.id) in road]
    assert [leaks(body(answer), spare=set()) for answer in own] == [[]] * len(own)


@pytest.mark.parametrize("key", ["omar", "dana", "jo"])
def test_what_sockets_and_polls_carry_says_none(key: str, people: People, whole: Encounter) -> None:
    who = User.objects.get(id=getattr(people, key).id)
    connection.check_constraints()  # numbers what was told, as a commit does
    frames = shown_now(who, dict.fromkeys(streams_of(who), 0))
    shown = [scope.snapshot(who), frames]
    assert leaks(json.dumps(shown, default=str)) == []
    assert key != "omar" or str(whole.id) in json.dumps(shown, default=str), "the walk did look at it"


def test_what_is_kept_beside_a_refused_or_waiting_write_says_none(people: People, there: Assignment) -> None:
    """Names of fields, codes of errors: the values are read again for whoever asks, by class."""
    base = written(people.casey, there, contact="met").version
    there.responses.create(assignment=there, user=people.riley, role="clinician")
    written(people.riley, there, Op(base_version=base), note="Qnote", judgement="imminent")
    for fields in ({"note": "Qamended"}, {"judgement": "low"}):
        assert tried(actions.write, people.casey, there.id, Op(base_version=base), fields=fields).status == 202
    kept = [*OpKey.objects.values("data", "message"), *AuditEvent.objects.values("facts")]
    kept += [*HandlerRun.objects.values("payload"), *Delivery.objects.values("event", "object_kind")]
    assert leaks(json.dumps(kept, default=str), spare=set()) == []


def test_a_push_says_none(people: People, whole: Encounter) -> None:
    for who in (people.omar, people.sam, people.cam):
        said = payload_of(Sending(id=uuid7(), rung=Sending.Rung.PUSH, user=who)).decode()
        assert leaks(said, spare=set()) == []
        assert str(whole.id) not in said


def test_the_timeline_says_none(people: People, there: Assignment, whole: Encounter) -> None:
    lines = Entry.objects.filter(incident_id=there.incident_id)
    told = json.dumps([[line.text, line.facts] for line in lines])
    assert leaks(told, spare=set()) == []
    assert "County General" in told


def test_the_administration_says_none(
    people: People, there: Assignment, whole: Encounter, signed_in: Callable[..., Client]
) -> None:
    """Every page of every model: lists and objects. Visits have none, and the list of outcomes is words alone."""
    ada = signed_in(people.ada)
    shown = set(admin.site._registry)
    assert not shown & {Encounter, Amendment}
    for model in shown:
        names = model._meta.app_label, model._meta.model_name
        pages = [reverse("admin:{}_{}_changelist".format(*names))]
        first = model._default_manager.order_by("-pk").first()
        if first is not None:
            pages.append(reverse("admin:{}_{}_change".format(*names), args=[first.pk]))
        for page in pages:
            text = body(ada.get(page, follow=True))
            spare = set(WORDS) if model is Disposition else HARMLESS
            assert leaks(text, spare=spare) == [], page
            assert str(there.id) not in text or model is AuditEvent, page


def test_by_class_the_officer_is_granted_nothing_clinical(
    people: People, there: Assignment, whole: Encounter
) -> None:
    clinical = {field for field, name in ENCOUNTER.items() if name == "clinical"} - {"disposition_row"}
    assert clinical <= set(as_seen_by(people.casey, [there.id])[there.id])
    for who in (people.omar, people.jo, people.dana, people.ada):
        assert not clinical & set(as_seen_by(who, [there.id]).get(there.id, {}))
