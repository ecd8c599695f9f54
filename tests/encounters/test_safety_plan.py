"""A plan in the person's words: kept in versions, on one page, and behind a link that two keys open."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from apps.audit.models import AuditEvent
from apps.common.clock import now
from apps.common.codes import folded_code, folded_word
from apps.common.errors import Code
from apps.common.ids import uuid7
from apps.dispatch.models import Assignment
from apps.encounters import actions, queries
from apps.encounters.models import Encounter, SafetyPlan, SafetyPlanGiven
from apps.encounters.plan_print import in_words, printed, without_font
from apps.encounters.plan_text import LINE, LINES, PARTS
from apps.involvement import actions as involvement
from apps.outbox.commands import do
from apps.outbox.models import Delivery
from apps.people.models import ContactPoint, Person
from apps.realtime import scope
from tests.dispatch.scenes import refused
from tests.encounters.scenes import signed, url
from tests.people import Client, People

WORDS = {"signs": ["I stop sleeping."], "people": ["Mamá 555-0142"], "reasons": ["Pilot. 🐕"]}
CODE, WORD = "K7QM-2V9X-4T8B-3H5N", "Canción"


def plan_of(by: Any, there: Assignment, **more: Any) -> SafetyPlan:
    body = {"id": uuid7(), "language": "en", "parts": WORDS, "encounter_id": there.id, **more}
    done: SafetyPlan = do(actions.write_safety_plan, by=by, **body)
    return done


def linked(by: Any, plan: SafetyPlan, code: str = CODE) -> SafetyPlanGiven:
    given_id = uuid7()
    do(actions.give_safety_plan, by=by, plan_id=plan.id, id=given_id, how="link", code=code, word=WORD)
    return SafetyPlanGiven.objects.get(id=given_id)


def page(code: str = CODE, word: str = WORD) -> Any:
    """Somebody without an account, and without JavaScript."""
    return Browser().post("/p/plan", {"code": code, "word": word})


def test_each_version_stays_as_it_was_written(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    casey = signed_in(people.casey)
    body = {"id": str(uuid7()), "language": "en", "parts": WORDS}
    first = casey.post(url(there, "safety-plans"), body).json()["object"]
    assert (first["number"], first["parts"]["signs"], first["parts"]["safer"]) == (1, ["I stop sleeping."], [])
    assert casey.post(url(there, "safety-plans"), body).json()["outcome"] == "already_applied"
    second = casey.post(
        url(there, "safety-plans"), {**body, "id": str(uuid7()), "parts": {"alone": ["Walk."]}}
    ).json()
    assert second["object"]["number"] == 2
    assert casey.get(f"/api/safety-plans/{first['id']}").json()["parts"] == first["parts"]


@pytest.mark.parametrize(
    ("parts", "wrong"),
    [
        ({}, ["parts"]),
        ({"signs": []}, ["parts"]),
        ({"hopes": ["x"]}, ["hopes"]),
        ({"signs": ["x"] * (LINES + 1)}, ["signs"]),
        ({"signs": ["x" * (LINE + 1)]}, ["signs"]),
        ({"signs": [" "]}, ["signs"]),
    ],
)
def test_a_plan_is_a_few_short_lines(parts: Any, wrong: list[str], people: People, there: Assignment) -> None:
    with refused(Code.INVALID, fields=wrong):
        plan_of(people.casey, there, parts=parts)


def test_after_the_signature_no_plan_is_written_into_the_visit(people: People, there: Assignment) -> None:
    signed(people.casey, there)
    with refused(Code.ENCOUNTER_SIGNED):
        plan_of(people.casey, there)


def test_a_known_persons_plan_goes_on_from_one_visit_to_the_next(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    ansel = Person.objects.create(programme=people.calder, made_by=people.casey)
    first = plan_of(people.casey, there)
    Encounter.objects.filter(id=there.id).update(person=ansel)
    involvement.begin(user_ids=[people.cam.id], obj=ansel, basis="case")
    body = {"id": str(uuid7()), "language": "es", "parts": WORDS}
    road = f"/api/people/{ansel.id}/safety-plans"
    assert signed_in(people.omar).post(road, body).status_code == 404
    second = signed_in(people.cam).post(road, body).json()["object"]
    assert (second["number"], second["person"], second["encounter"]) == (2, str(ansel.id), None)
    assert queries.safety_plans_as_seen_by(people.cam, [first.id])[first.id]["person"] == str(ansel.id)


def test_an_officer_and_the_desk_hear_nothing_of_a_plan(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    plan = plan_of(people.casey, there)
    streams = set(Delivery.objects.filter(object_kind="safety_plan").values_list("stream", flat=True))
    assert streams == {f"user:{people.casey.id}"}
    for who in (people.omar, people.dana, people.ada, people.jo, people.nia, people.riley):
        client = signed_in(who)
        assert queries.safety_plans_as_seen_by(who, [plan.id]) == {}
        assert "safety_plan" not in {item["kind"] for item in scope.snapshot(who)}
        for road in ("", "/page.pdf"):
            assert client.get(f"/api/safety-plans/{plan.id}{road}").status_code == 404
        assert (
            client.post(f"/api/safety-plans/{plan.id}/give", {"id": str(uuid7()), "how": "read"}).status_code == 404
        )
        body = {"id": str(uuid7()), "language": "en", "parts": WORDS}
        answer = client.post(url(there, "safety-plans"), body)
        assert answer.status_code in (403, 404)
        assert "sleeping" not in answer.content.decode()


def test_the_page_is_one_whatever_is_on_it_and_words_stay_words() -> None:
    odd = ["#panic() $x$ *a* `b` \\ @c <script>", "العربية हिन्दी 日本語 👨‍👩‍👧", "x" * LINE]
    for parts in (dict.fromkeys(PARTS, odd), dict.fromkeys(PARTS, ["W " * (LINE // 2)] * LINES), {}):
        for language in ("en", "es"):
            pdf = printed(parts, language)
            assert pdf.startswith(b"%PDF-")
            assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1


def test_what_no_font_can_print_is_said_in_words_and_never_an_empty_box() -> None:
    unassigned = "\u0378"  # in no font of any machine
    said = f"{unassigned}\u200d{unassigned} Pilot, Mamá, Ελένη {unassigned}"
    lacking = without_font(said)
    assert lacking == {unassigned}
    paper = in_words(said, lacking, "[not printable here]")
    assert paper == "[not printable here] Pilot, Mamá, Ελένη [not printable here]"
    words = "日本語 👨‍👩‍👧 عربي хорошо ñandú ✓"
    on_paper = in_words(words, without_font(words), "[?]")
    assert without_font(on_paper) == frozenset(), "whatever fonts this machine has"
    assert "ñandú" in on_paper
    assert printed({"signs": [said, words]}, "es").startswith(b"%PDF-")


def test_printing_is_recorded_and_shown(people: People, there: Assignment, signed_in: Callable[..., Client]) -> None:
    plan, casey = plan_of(people.casey, there), signed_in(people.casey)
    answer = casey.get(f"/api/safety-plans/{plan.id}/page.pdf")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "no-store")
    assert AuditEvent.objects.filter(what="viewed", kind="safety_plan", object_ids=[plan.id]).exists()
    given = casey.post(f"/api/safety-plans/{plan.id}/give", {"id": str(uuid7()), "how": "print"}).json()["object"]
    assert [(each["how"], each["by_name"]) for each in given["given"]] == [("print", "Casey")]


def test_the_visit_says_that_a_plan_was_made_and_how_it_was_given_to_those_who_may_know(
    people: People, there: Assignment
) -> None:
    first = plan_of(people.casey, there)
    before = Encounter.objects.get().version
    do(actions.give_safety_plan, by=people.casey, plan_id=first.id, id=uuid7(), how="read")
    do(actions.give_safety_plan, by=people.casey, plan_id=first.id, id=uuid7(), how="read")
    second = plan_of(people.casey, there)
    do(actions.give_safety_plan, by=people.casey, plan_id=second.id, id=uuid7(), how="print")
    signed(people.casey, there)
    for who in (people.casey, people.sam):
        seen = queries.as_seen_by(who, [there.id])[there.id]
        assert seen["safety_plan"] == {"id": str(second.id), "number": 2, "given": ["print", "read"]}, who.name
    assert seen["version"] > before, "phones that hold it take the news"
    assert "safety_plan" not in queries.as_seen_by(people.omar, [there.id])[there.id]


def test_code_and_word_open_the_plan_without_an_account(people: People, there: Assignment) -> None:
    linked(people.casey, plan_of(people.casey, there, language="es"))
    assert Browser().get("/p/plan").status_code == 200
    shown = page(CODE.lower().replace("-", " "), "  CANCION ")
    assert shown.status_code == 200
    assert "I stop sleeping." in shown.content.decode()
    assert "Mi plan" in shown.content.decode()
    assert (shown["Cache-Control"].count("no-store"), shown["X-Robots-Tag"]) == (1, "noindex, noarchive")
    assert SafetyPlanGiven.objects.get().opened_at is not None
    assert AuditEvent.objects.filter(action="safety_plan.link_opened").count() == 1


def test_five_wrong_words_close_a_link_and_nothing_says_which_key_was_wrong(
    people: People, there: Assignment
) -> None:
    given = linked(people.casey, plan_of(people.casey, there))
    wrong = [page(word=f"guess {n}") for n in range(5)]
    unknown = page(code="0000-0000-0000-0000")
    assert {answer.status_code for answer in [*wrong, unknown]} == {404}
    csrf = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
    assert csrf.sub(b"", wrong[0].content) == csrf.sub(b"", unknown.content)
    assert page().status_code == 404, "the right word comes too late"
    assert SafetyPlanGiven.objects.get(id=given.id).tries == 5


def test_a_link_ends_after_three_days_or_when_it_is_taken_back(
    people: People, there: Assignment, signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_of(people.casey, there)
    given = linked(people.casey, plan)
    other = linked(people.casey, plan, code="0123456789ABCDEF")
    assert given.expires_at is not None
    assert abs(given.expires_at - now() - timedelta(hours=72)) < timedelta(minutes=5)
    road = f"/api/safety-plans/{plan.id}/given/{given.id}/revoke"
    assert signed_in(people.omar).post(road, {}).status_code == 404
    assert signed_in(people.casey).post(road, {}).status_code == 200
    assert page().status_code == 404
    SafetyPlanGiven.objects.filter(id=other.id).update(expires_at=now() - timedelta(seconds=1))
    assert page(code="0123456789ABCDEF").status_code == 404


def test_a_link_goes_only_where_the_person_said_a_text_is_safe(people: People, there: Assignment) -> None:
    ansel = Person.objects.create(programme=people.calder, made_by=people.casey)
    plan = plan_of(people.casey, there)
    Encounter.objects.filter(id=there.id).update(person=ansel)
    involvement.begin(user_ids=[people.casey.id], obj=ansel, basis="visit")
    number: dict[str, Any] = {"kind": "phone", "value": "555-0142", "made_by": people.casey}
    safe, unsaid = (ContactPoint.objects.create(person=ansel, text=said, **number) for said in ("yes", "not_asked"))
    other = Person.objects.create(programme=people.calder, made_by=people.casey)
    strange = ContactPoint.objects.create(person=other, text="yes", **number)
    link: dict[str, Any] = {"plan_id": plan.id, "how": "link", "word": WORD}
    with refused(Code.NOT_SAFE_FOR_TEXT):
        do(actions.give_safety_plan, by=people.casey, id=uuid7(), code=CODE, contact_point=unsaid.id, **link)
    with refused(Code.NOT_FOUND):
        do(actions.give_safety_plan, by=people.casey, id=uuid7(), code=CODE, contact_point=strange.id, **link)
    do(actions.give_safety_plan, by=people.casey, id=uuid7(), code=CODE, contact_point=safe.id, **link)
    assert SafetyPlanGiven.objects.get().contact_point == safe.id


def test_neither_code_nor_word_is_kept_or_leaves_again(people: People, there: Assignment) -> None:
    given = linked(people.casey, plan_of(people.casey, there))
    kept = json.dumps([str(value) for value in vars(given).values()])
    seen = json.dumps(queries.safety_plans_as_seen_by(people.casey, [given.plan_id])[given.plan_id])
    for secret in (CODE, folded_code(CODE), WORD, folded_word(WORD)):
        assert secret is not None
        assert secret not in kept
        assert secret not in seen
    assert given.code_hash not in seen


@pytest.mark.parametrize(
    ("code", "word", "field"), [("short", WORD, "code"), (CODE, "ab", "word"), (CODE, "", "word")]
)
def test_a_link_needs_a_long_code_and_a_word(
    code: str, word: str, field: str, people: People, there: Assignment
) -> None:
    plan = plan_of(people.casey, there)
    with refused(Code.INVALID, fields=[field]):
        do(actions.give_safety_plan, by=people.casey, plan_id=plan.id, id=uuid7(), how="link", code=code, word=word)


@pytest.mark.parametrize("odd", ["\0", "x" * 5_000, "'; drop table", "<script>alert(1)</script>"])
def test_whatever_is_typed_the_page_answers_in_its_own_words(odd: str, people: People, there: Assignment) -> None:
    linked(people.casey, plan_of(people.casey, there))
    for answer in (page(code=odd), page(word=odd)):
        assert answer.status_code == 404
        assert "<script>alert" not in answer.content.decode()
