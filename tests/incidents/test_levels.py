"""Answers give a level; a person stands by it or sets another."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from apps.common.clock import now
from apps.common.errors import Code, DomainError
from apps.incidents import actions, queries
from apps.incidents.models import Answer, Entry, Incident, LevelDecision, Matrix
from apps.incidents.triage.matrix_default import default_matrix
from apps.outbox.commands import Op, do
from apps.outbox.models import Delivery, HandlerRun
from tests.incidents.conftest import fresh, involve, say
from tests.people import People


def decisions(incident: Incident) -> list[tuple[str, int]]:
    return list(incident.decisions.order_by("created_at").values_list("kind", "level"))


def test_the_first_answer_gives_a_provisional_level_and_what_to_ask_next(incident: Incident, people: People) -> None:
    after = say(incident, people.dana, weapon_in_reach="yes")
    assert (after.level, after.provisional) == (3, True)
    assert after.because
    assert after.next_items
    assert after.matrix is not None
    assert after.would_change[0] == {"item": "weapon_in_hand", "answer": "yes", "level": 4}
    assert {"item": "weapon_in_reach", "answer": "no", "level": 1} in after.would_change
    assert decisions(incident) == [("provisional", 3)]


def test_the_timeline_says_what_was_answered_and_what_it_meant(incident: Incident, people: People) -> None:
    say(incident, people.dana, weapon_in_hand="yes")
    answered, level = Entry.objects.filter(incident=incident).exclude(kind="opened").order_by("received_at", "id")
    assert answered.facts == {"answers": {"weapon_in_hand": "yes"}}
    assert level.facts == {
        "level": 4,
        "previous": None,
        "how": "provisional",
        "rules": fresh(incident.id).because,
        "matrix": 1,
    }


def test_level_four_stages_and_says_who_goes_first(incident: Incident, people: People) -> None:
    after = say(incident, people.dana, weapon_in_hand="yes")
    assert (after.level, after.staged, after.first_in, after.ems) == (4, True, "police", False)
    after = say(incident, people.dana, weapon_in_hand="no", weapon_in_reach="no", attempt_now="yes")
    assert (after.level, after.first_in, after.ems) == (4, "ems", True)


def test_several_answers_at_one_stroke_are_one_change(incident: Incident, people: People) -> None:
    answers = {"weapon_in_hand": "no", "weapon_in_reach": "no", "violence_now": "no"}
    do(actions.answer_items, by=people.dana, incident_id=incident.id, answers=answers)
    assert fresh(incident.id).version == 2
    assert Answer.objects.filter(incident=incident).count() == 3
    assert Entry.objects.filter(incident=incident, kind="answered").count() == 1


def test_the_words_beside_an_answer_stay_until_it_is_another(incident: Incident, people: People) -> None:
    def said(answer: str, **more: Any) -> str:
        do(
            actions.answer_item,
            by=people.dana,
            incident_id=incident.id,
            item="weapon_in_reach",
            answer=answer,
            **more,
        )
        return Answer.objects.get(incident=incident).detail

    assert said("yes") == ""
    assert said("yes", detail="knives, kitchen") == "knives, kitchen"
    assert said("yes") == "knives, kitchen"
    assert said("no") == ""
    assert Entry.objects.filter(incident=incident, kind="answered").count() == 2


def test_not_asked_after_all_takes_the_answer_back(incident: Incident, people: People) -> None:
    say(incident, people.dana, weapon_in_hand="yes")
    after = say(incident, people.dana, weapon_in_hand=None)
    assert (after.level, after.provisional, after.because) == (None, True, [])
    assert not Answer.objects.filter(incident=incident).exists()


def test_the_same_answer_again_changes_nothing(incident: Incident, people: People) -> None:
    before = say(incident, people.dana, weapon_in_hand="yes")
    assert say(incident, people.priya, weapon_in_hand="yes").version == before.version


def test_an_unknown_item_is_refused(incident: Incident, people: People) -> None:
    with pytest.raises(DomainError) as refusal:
        do(actions.answer_item, by=people.dana, incident_id=incident.id, item="star_sign", answer="yes")
    assert refusal.value.data == {"fields": ["item"]}
    assert fresh(incident.id).version == 1


def test_an_answer_given_before_the_one_that_stands_changes_nothing_but_the_timeline(
    incident: Incident, people: People
) -> None:
    involve(incident, people.casey)
    before = say(incident, people.dana, weapon_in_hand="yes")
    earlier = Op(occurred_at=now() - timedelta(minutes=10))
    do(actions.answer_item, by=people.casey, op=earlier, incident_id=incident.id, item="weapon_in_hand", answer="no")
    after = fresh(incident.id)
    assert (after.level, after.version) == (4, before.version)
    assert Entry.objects.filter(incident=incident, facts__superseded=True).count() == 1


def test_a_fast_clock_does_not_silence_later_answers(incident: Incident, people: People) -> None:
    involve(incident, people.casey)
    ahead = Op(occurred_at=now() + timedelta(days=1))
    do(actions.answer_item, by=people.casey, op=ahead, incident_id=incident.id, item="weapon_in_hand", answer="no")
    assert say(incident, people.dana, weapon_in_hand="yes").level == 4


def test_a_higher_level_is_an_alert_to_everybody_involved_but_the_one_who_said_so(
    incident: Incident, people: People
) -> None:
    involve(incident, people.casey, people.omar)
    say(incident, people.dana, cannot_care_for_self="yes")
    Delivery.objects.all().delete()
    say(incident, people.omar, weapon_in_hand="yes")
    alert = Delivery.objects.get(kind="alert")
    assert (alert.user, alert.event, alert.object_id) == (people.casey, "LevelChanged", incident.id)


def test_a_lower_level_alerts_nobody(incident: Incident, people: People) -> None:
    involve(incident, people.casey)
    say(incident, people.dana, weapon_in_hand="yes")
    Delivery.objects.all().delete()
    say(incident, people.dana, weapon_in_hand="no")
    assert not Delivery.objects.filter(kind="alert").exists()
    assert Delivery.objects.filter(event="LevelChanged").exists()


def test_confirming_keeps_when_the_level_was_first_decided(incident: Incident, people: People) -> None:
    say(incident, people.dana, weapon_in_reach="yes")
    first = do(actions.decide_level, by=people.dana, incident_id=incident.id)
    assert (first.provisional, first.decided_level) == (False, 3)
    assert first.decided_at is not None
    after = say(incident, people.dana, weapon_in_hand="yes")
    assert (after.level, after.provisional, after.decided_at) == (4, True, first.decided_at)
    again = do(actions.decide_level, by=people.dana, incident_id=incident.id)
    assert again.decided_at == first.decided_at
    assert decisions(incident) == [("provisional", 3), ("decided", 3), ("provisional", 4), ("redecided", 4)]


def test_level_one_is_decided_without_starting_the_clock(incident: Incident, people: People) -> None:
    say(incident, people.dana, suicide_thoughts="yes")
    after = do(actions.decide_level, by=people.dana, incident_id=incident.id)
    assert (after.level, after.decided_level, after.decided_at) == (1, 1, None)


def test_nothing_asked_is_nothing_to_confirm(incident: Incident, people: People) -> None:
    with pytest.raises(DomainError) as refusal:
        do(actions.decide_level, by=people.dana, incident_id=incident.id)
    assert refusal.value.code == Code.ILLEGAL_TRANSITION


def test_nobody_confirms_a_level_he_was_not_shown(incident: Incident, people: People) -> None:
    shown = say(incident, people.dana, weapon_in_reach="yes")
    say(incident, people.priya, weapon_in_hand="yes")
    commands: list[tuple[Any, dict[str, Any]]] = [
        (actions.decide_level, {}),
        (actions.override_level, {"level": 2, "reason": "calm"}),
    ]
    for command, more in commands:
        with pytest.raises(DomainError) as refusal:
            do(command, by=people.dana, op=Op(base_version=shown.version), incident_id=incident.id, **more)
        assert refusal.value.code == Code.LEVEL_CHANGED
    assert fresh(incident.id).level == 4


def test_an_answer_from_before_the_decision_raises_the_level_and_does_not_lower_it_by_itself(
    incident: Incident, people: People
) -> None:
    say(incident, people.dana, weapon_in_reach="yes")
    heard = Op(occurred_at=now())
    do(actions.decide_level, by=people.dana, incident_id=incident.id)
    do(actions.answer_item, by=people.priya, op=heard, incident_id=incident.id, item="weapon_in_reach", answer="no")
    assert (fresh(incident.id).level, Answer.objects.get(item="weapon_in_reach").answer) == (3, "no")
    do(actions.answer_item, by=people.priya, op=heard, incident_id=incident.id, item="weapon_in_hand", answer="yes")
    assert fresh(incident.id).level == 4
    assert say(incident, people.dana, weapon_in_hand="no").level == 1


def override(incident: Incident, people: People, level: int, **more: Any) -> Incident:
    return do(  # type: ignore[no-any-return]
        actions.override_level, by=people.dana, incident_id=incident.id, level=level, reason="knives put away", **more
    )


def test_an_override_survives_answers_that_say_nothing_new(incident: Incident, people: People) -> None:
    say(incident, people.dana, weapon_in_reach="yes")
    override(incident, people, 2)
    after = say(incident, people.dana, veteran="yes", violence_now="no", weapon_in_hand="no")
    assert (after.level, after.overridden, after.provisional) == (2, True, False)
    after = say(incident, people.dana, weapon_in_reach=None)
    after = say(incident, people.dana, weapon_in_reach="yes")
    assert (after.level, after.overridden) == (2, True)


def test_an_override_gives_way_to_a_new_fact_that_asks_for_more(incident: Incident, people: People) -> None:
    say(incident, people.dana, weapon_in_reach="yes")
    override(incident, people, 2)
    after = say(incident, people.dana, credible_threat="yes")
    assert (after.level, after.overridden) == (3, False)
    assert decisions(incident)[-1] == ("provisional", 3)


def test_an_override_upwards_stays_when_the_facts_say_less(incident: Incident, people: People) -> None:
    say(incident, people.dana, cannot_care_for_self="yes")
    override(incident, people, 3)
    after = say(incident, people.dana, cannot_care_for_self="no")
    assert (after.level, after.overridden) == (3, True)
    assert say(incident, people.dana, weapon_in_hand="yes").level == 4


def test_an_override_needs_a_reason_and_keeps_it(incident: Incident, people: People) -> None:
    say(incident, people.dana, weapon_in_reach="yes")
    with pytest.raises(DomainError):
        do(actions.override_level, by=people.dana, incident_id=incident.id, level=2, reason="  ")
    override(incident, people, 2)
    kept = LevelDecision.objects.get(kind="override")
    assert (kept.reason, kept.level, kept.facts_level, kept.by) == ("knives put away", 2, 3, people.dana)
    assert Entry.objects.filter(incident=incident, kind="level", text="knives put away").exists()


def test_a_level_may_be_set_before_anything_was_asked(incident: Incident, people: People) -> None:
    after = override(incident, people, 4)
    assert (after.level, after.staged, after.first_in) == (4, True, "police")
    assert after.decided_at is not None


def test_what_a_person_said_about_staging_holds_until_the_level_rises(incident: Incident, people: People) -> None:
    say(incident, people.dana, weapon_in_hand="yes")
    do(actions.set_staging, by=people.dana, incident_id=incident.id, staged=False)
    assert say(incident, people.dana, veteran="yes").staged is False
    say(incident, people.dana, weapon_in_hand="no")
    assert say(incident, people.dana, weapon_in_hand="yes").staged is True


def test_to_stage_is_an_alert(incident: Incident, people: People) -> None:
    involve(incident, people.casey)
    do(
        actions.set_staging,
        by=people.dana,
        incident_id=incident.id,
        staged=True,
        staging_point="Alder and 4th",
    )
    assert Delivery.objects.get(kind="alert").event == "StagingChanged"
    assert Entry.objects.get(incident=incident, kind="staging").text == "Alder and 4th"


def test_sending_on_a_level_counts_as_deciding_it_once(incident: Incident, people: People) -> None:
    say(incident, people.dana, weapon_in_reach="yes")

    def send(*, by: Any) -> Incident:
        locked = Incident.objects.select_for_update(of=("self",)).get(id=incident.id)
        actions.decide_by_sending(locked, by)
        return locked

    after = do(send, by=people.dana)
    assert after.decided_at is not None
    assert after.provisional
    do(send, by=people.dana)
    assert decisions(incident) == [("provisional", 3), ("decided", 3)]


def test_every_past_decision_keeps_its_version_of_the_matrix(people: People, opened: Callable[..., Incident]) -> None:
    old = opened()
    say(old, people.dana, weapon_in_reach="yes")
    content = default_matrix()
    content["settings"]["responder_violence_is_level_3"] = True
    do(actions.publish_matrix, by=people.system, programme_id=people.calder.id, content=content)
    new = opened()
    for incident in (old, new):
        say(incident, people.dana, happened_before="yes", violence_to_responders="yes", weapon_in_reach="no")
    assert [fresh(old.id).level, fresh(new.id).level] == [1, 3]
    assert set(old.decisions.values_list("matrix__number", flat=True)) == {1}
    assert set(new.decisions.values_list("matrix__number", flat=True)) == {2}


def test_a_matrix_that_cannot_decide_is_refused(people: People) -> None:
    content: dict[str, Any] = {**default_matrix(), "rules": []}
    with pytest.raises(DomainError) as refusal:
        do(actions.publish_matrix, by=people.system, programme_id=people.calder.id, content=content)
    assert refusal.value.data["fields"]
    with pytest.raises(DomainError):
        do(
            actions.publish_matrix,
            by=people.system,
            programme_id=people.calder.id,
            content=default_matrix(),
            effective_from=now() - timedelta(days=1),
        )
    assert not Matrix.objects.exists()


def test_a_matrix_comes_into_force_when_it_says(people: People) -> None:
    do(actions.publish_matrix, by=people.system, programme_id=people.calder.id, content=default_matrix())
    do(
        actions.publish_matrix,
        by=people.system,
        programme_id=people.calder.id,
        content=default_matrix(),
        effective_from=now() + timedelta(days=7),
    )
    today, later = (queries.matrix_in_force(people.calder.id, now() + timedelta(days=d)) for d in (0, 8))
    assert today is not None
    assert later is not None
    assert (today.number, later.number) == (1, 2)


def test_the_database_itself_refuses_to_change_a_matrix(people: People) -> None:
    matrix = do(actions.publish_matrix, by=people.system, programme_id=people.calder.id, content=default_matrix())
    with pytest.raises(DatabaseError), transaction.atomic():
        Matrix.objects.filter(id=matrix.id).update(number=9)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM incidents_matrix")


def test_only_the_desk_decides_and_overrides(incident: Incident, people: People) -> None:
    involve(incident, people.casey, people.omar)
    say(incident, people.dana, weapon_in_reach="yes")
    commands: list[tuple[Any, dict[str, Any]]] = [
        (actions.decide_level, {}),
        (actions.override_level, {"level": 1, "reason": "calm"}),
        (actions.set_staging, {"staged": False}),
    ]
    for who in (people.casey, people.omar, people.cam, people.ada):
        for command, more in commands:
            with pytest.raises(DomainError):
                do(command, by=who, incident_id=incident.id, **more)
    assert decisions(incident) == [("provisional", 3)]


def test_dispatch_is_owed_word_of_a_changed_level(incident: Incident, people: People) -> None:
    say(incident, people.dana, weapon_in_reach="yes")
    for run in HandlerRun.objects.all():
        assert run.payload == {
            "id": str(incident.id), "version": 2, "previous": None, "level": 3,
        }  # fmt: skip
