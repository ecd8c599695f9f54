"""Two people write apart: what goes in beside each other, and what a person has to decide."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.audit.models import AuditEvent
from apps.common.clock import now, stamp
from apps.common.ids import uuid7
from apps.incidents import actions
from apps.incidents.models import Entry, Incident
from apps.involvement.actions import end
from apps.involvement.models import Involvement
from apps.outbox.commands import Answer, Op, run
from apps.outbox.models import OpKey
from config.cast import fixed_id
from tests.incidents.conftest import fresh, involve, say
from tests.outbox.speaking import at_once
from tests.people import Client, People

SignedIn = Callable[..., Client]


def change(incident: Incident, by: User, fields: dict[str, Any], base: int | None = None, **more: Any) -> Answer:
    """As the app sends it: from this person's own device, with the version that was on the screen."""
    op = Op(device_id=fixed_id(f"device {by.email}"), base_version=base, **more)
    return run(actions.change_incident, by=by, key=uuid7(), op=op, incident_id=incident.id, fields=fields)


def test_another_field_goes_in_beside_what_the_other_wrote(incident: Incident, people: People) -> None:
    change(incident, people.priya, {"words": "pacing"}, 1)
    answer = change(incident, people.dana, {"hazards": "dog", "area": "Mesa"}, 1)
    assert (answer.outcome, answer.status, answer.code) == ("merged", 200, "")
    assert answer.data == {"kept": ["area", "hazards"], "theirs": []}
    after = fresh(incident.id)
    assert (after.words, after.hazards, after.area) == ("pacing", "dog", "Mesa")


def test_the_same_value_written_apart_counts_as_in(incident: Incident, people: People) -> None:
    change(incident, people.priya, {"words": "pacing"}, 1)
    answer = change(incident, people.dana, {"words": "pacing", "hazards": "dog"}, 1)
    assert (answer.outcome, answer.data) == ("merged", {"kept": ["hazards"], "theirs": ["words"]})
    before = fresh(incident.id).version
    answer = change(incident, people.sam, {"words": "pacing"}, 1)
    assert (answer.outcome, answer.data) == ("merged", {"kept": [], "theirs": ["words"]})
    assert fresh(incident.id).version == before


def test_a_real_clash_changes_nothing_at_all(incident: Incident, people: People) -> None:
    change(incident, people.priya, {"words": "pacing"}, 1)
    answer = change(incident, people.dana, {"words": "shouting", "hazards": "dog"}, 1)
    assert (answer.outcome, answer.status, answer.code) == ("needs_review", 202, "changed_meanwhile")
    assert answer.data == {"fields": ["words"]}
    after = fresh(incident.id)
    assert (after.words, after.hazards, after.version) == ("pacing", "", 2)


def test_who_has_seen_the_others_words_writes_over_them(incident: Incident, people: People) -> None:
    change(incident, people.priya, {"words": "pacing"}, 1)
    answer = change(incident, people.dana, {"words": "pacing, shouts"}, 2)
    assert (answer.outcome, fresh(incident.id).words) == ("applied", "pacing, shouts")


def test_two_phones_of_one_person_are_two_hands(incident: Incident, people: People) -> None:
    change(incident, people.dana, {"words": "pacing"}, 1)
    elsewhere = Op(device_id=uuid7(), base_version=1)
    answer = run(
        actions.change_incident,
        by=people.dana,
        key=uuid7(),
        op=elsewhere,
        incident_id=incident.id,
        fields={"words": "shouting"},
    )
    assert answer.outcome == "needs_review"


def test_two_at_once_on_one_field_leave_one_value_and_one_question(
    committed: None, people: People, opened: Callable[..., Incident]
) -> None:
    incident = opened()
    assert people.dana.roles is not None
    assert people.priya.roles is not None
    answers = at_once(
        [
            lambda: change(incident, people.dana, {"words": "a"}, 1),
            lambda: change(incident, people.priya, {"words": "b"}, 1),
            lambda: change(incident, people.dana, {"hazards": "dog"}, 1),
        ]
    )
    assert sorted(answer.outcome for answer in answers).count("needs_review") == 1
    after = fresh(incident.id)
    assert (after.words in {"a", "b"}, after.hazards) == (True, "dog")


# ---- what the person who has to decide is shown


def test_a_clash_says_mine_and_theirs_with_name_and_time_and_keeps_no_words(
    people: People, signed_in: SignedIn, incident: Incident
) -> None:
    at, key = now() - timedelta(minutes=5), str(uuid7())
    road, body = f"/api/incidents/{incident.id}", {"words": "shouting", "person_name": "Ansel V"}
    signed_in(people.priya).patch(
        road, {"words": "pacing", "person_name": "Ansel"}, HTTP_X_OCCURRED_AT=at.isoformat(), HTTP_IF_MATCH="1"
    )
    dana = signed_in(people.dana)
    headers: dict[str, Any] = {"HTTP_IF_MATCH": "1", "HTTP_IDEMPOTENCY_KEY": key}
    answer = dana.patch(road, body, **headers)
    assert (answer.status_code, answer.json()["version"]) == (202, 2)
    assert answer.json()["data"]["fields"] == [
        {"field": name, "mine": mine, "theirs": theirs, "theirs_by_name": "Priya", "theirs_at": stamp(at)}
        for name, mine, theirs in (("person_name", "Ansel V", "Ansel"), ("words", "shouting", "pacing"))
    ]
    assert answer.json()["object"]["words"] == "pacing"
    kept = str(list(OpKey.objects.values("data"))) + str(list(AuditEvent.objects.values("facts")))
    assert "shouting" not in kept
    assert "Ansel" not in kept
    change(incident, people.priya, {"words": "calm now"})
    again = dana.patch(road, body, **headers).json()
    assert (again["outcome"], again["code"], again["version"]) == ("needs_review", "changed_meanwhile", 3)
    assert [row["theirs"] for row in again["data"]["fields"]] == ["Ansel", "calm now"]


def test_whoever_is_no_longer_on_it_is_shown_nothing_of_it_on_a_repeat(
    people: People, signed_in: SignedIn, incident: Incident
) -> None:
    involve(incident, people.casey)
    change(incident, people.priya, {"words": "pacing"}, 1)
    casey, key = signed_in(people.casey), str(uuid7())
    road = f"/api/incidents/{incident.id}"
    headers: dict[str, Any] = {"HTTP_IF_MATCH": "1", "HTTP_IDEMPOTENCY_KEY": key}
    first = casey.patch(road, {"words": "shouting"}, **headers)
    assert [row["theirs"] for row in first.json()["data"]["fields"]] == ["pacing"]
    end(user_ids=[people.casey.id], obj=incident, basis=Involvement.Basis.ASSIGNMENT)
    again = casey.patch(road, {"words": "shouting"}, **headers)
    assert (again.status_code, again.json()["object"], again.json()["data"]) == (202, None, {"fields": []})
    assert "pacing" not in again.content.decode()


def test_a_merge_says_what_both_wrote_and_by_whom(people: People, signed_in: SignedIn, incident: Incident) -> None:
    change(incident, people.priya, {"words": "pacing"}, 1)
    answer = signed_in(people.dana).patch(
        f"/api/incidents/{incident.id}", {"words": "pacing", "hazards": "dog"}, HTTP_IF_MATCH="1"
    )
    told = answer.json()
    assert (answer.status_code, told["outcome"], told["data"]["kept"]) == (200, "merged", ["hazards"])
    (theirs,) = told["data"]["theirs"]
    assert (theirs["field"], theirs["value"], theirs["by_name"]) == ("words", "pacing", "Priya")
    assert theirs["at"]


def test_decided_with_the_new_version_and_the_old_key_it_goes_in(
    people: People, signed_in: SignedIn, incident: Incident
) -> None:
    change(incident, people.priya, {"words": "pacing"}, 1)
    dana, road, old = signed_in(people.dana), f"/api/incidents/{incident.id}", str(uuid7())
    shown = dana.patch(road, {"words": "shouting"}, HTTP_IF_MATCH="1", HTTP_IDEMPOTENCY_KEY=old).json()["version"]
    decided = dana.patch(road, {"words": "pacing, shouting"}, HTTP_IF_MATCH=str(shown), HTTP_X_SUPERSEDES=old)
    assert (decided.json()["outcome"], fresh(incident.id).words) == ("applied", "pacing, shouting")
    assert OpKey.objects.get(key=old).decision == "mine"


def test_a_level_never_merges_by_itself(people: People, signed_in: SignedIn, incident: Incident) -> None:
    shown = say(incident, people.dana, weapon_in_reach="yes")
    say(incident, people.priya, weapon_in_hand="yes")
    answer = signed_in(people.dana).post(
        f"/api/incidents/{incident.id}/level", {"level": 2, "reason": "calm"}, HTTP_IF_MATCH=str(shown.version)
    )
    assert (answer.status_code, answer.json()["outcome"], answer.json()["code"]) == (
        202,
        "needs_review",
        "level_changed",
    )
    (row,) = answer.json()["data"]["fields"]
    assert (row["field"], row["mine"], row["theirs"], row["theirs_by_name"]) == ("level", 2, 4, "Priya")
    assert fresh(incident.id).level == 4


# ---- any order


FIELDS = ("words", "hazards", "area")
HANDS = ("dana", "priya", "sam")


@dataclass(frozen=True)
class Write:
    """What one hand wrote while away, on what it saw at the start."""

    who: str
    fields: tuple[tuple[str, str], ...]


def _writes() -> st.SearchStrategy[list[Write]]:
    values = st.sampled_from(["a", "b"])
    some = st.dictionaries(st.sampled_from(FIELDS), values, min_size=1).map(lambda d: tuple(sorted(d.items())))
    one_each = st.lists(st.sampled_from(HANDS), min_size=2, max_size=3, unique=True)
    return one_each.flatmap(lambda hands: st.tuples(*(st.builds(Write, st.just(hand), some) for hand in hands))).map(
        list
    )


def _clashes(writes: Sequence[Write]) -> bool:
    said: dict[str, set[str]] = {}
    for write in writes:
        for field, value in write.fields:
            said.setdefault(field, set()).add(value)
    return any(len(values) > 1 for values in said.values())


def _deliver(incident: Incident, people: People, writes: Sequence[Write]) -> tuple[str, ...]:
    base = incident.version
    for write in writes:
        before = fresh(incident.id)
        answer = change(incident, getattr(people, write.who), dict(write.fields), base)
        after = fresh(incident.id)
        assert after.level == before.level, "a level changed by itself"
        stands = {field: getattr(after, field) for field, _ in write.fields}
        if answer.outcome == "needs_review":
            assert after.version == before.version, "half of it went in"
        else:
            assert (answer.outcome in {"applied", "merged"}, stands) == (True, dict(write.fields))
    done = fresh(incident.id)
    return tuple(getattr(done, field) for field in FIELDS)


@settings(max_examples=20)
@given(writes=_writes(), order=st.randoms(use_true_random=False))
def test_where_nobody_clashes_any_order_gives_the_same_and_nothing_is_ever_half_in(
    writes: list[Write], order: Any, people: People, opened: Callable[..., Incident]
) -> None:
    shuffled = list(writes)
    order.shuffle(shuffled)
    first, second = (_deliver(_levelled(opened, people), people, each) for each in (writes, shuffled))
    if not _clashes(writes):
        assert first == second


def _levelled(opened: Callable[..., Incident], people: People) -> Incident:
    return say(opened(), people.dana, weapon_in_reach="yes")


@pytest.mark.parametrize("field", ["words", "place"])
def test_a_clash_leaves_no_line_in_the_timeline(incident: Incident, people: People, field: str) -> None:
    change(incident, people.priya, {field: "one"}, 1)
    lines = Entry.objects.count()
    change(incident, people.dana, {field: "two"}, 1)
    assert Entry.objects.count() == lines
