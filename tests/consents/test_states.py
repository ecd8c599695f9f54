"""Given, replaced, withdrawn, over: a place is told what the person's last word covers, at each moment."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from apps.common.clock import now
from apps.common.errors import Code
from apps.common.ids import uuid7
from apps.outbox.commands import do
from apps.people.models import Consent, Person
from apps.people.queries.consent import is_in_force
from apps.people.sweeps import due_consents
from apps.referrals.actions.disclosing import disclose
from apps.referrals.models import Disclosure, Referral
from apps.referrals.queries import BasisGone, covered_by, packet_of
from tests.consents.scenes import asked, given, place, to, withdrawn
from tests.dispatch.scenes import refused
from tests.people import People


def told(referral: Referral) -> set[str] | None:
    """What this place may be told now; None for nothing at all."""
    try:
        return set(covered_by(Referral.objects.select_related("need__consent").get(id=referral.id)))
    except BasisGone:
        return None


def disclosed(*, referral_id: Any, by: Any) -> Disclosure:
    """As a page of a partner would."""
    disclose(referral=Referral.objects.get(id=referral_id), way="link", by=by)
    return Disclosure.objects.latest("at")


def test_a_place_is_told_only_what_was_agreed_and_only_if_it_is_named(people: People, person: Person) -> None:
    harbor, casa = place(people), place(people, "Casa Serena")
    row = given(people, person, recipients=to(harbor), what=["name", "safety_plan", "earlier"])
    assert told(asked(people, person, harbor, row)) == {"name", "safety_plan"}
    assert told(asked(people, person, casa, row)) is None


def test_a_new_version_counts_for_what_was_asked_on_the_old_one(people: People, person: Person) -> None:
    harbor, casa = place(people), place(people, "Casa Serena")
    old = given(people, person, recipients=to(harbor, casa), what=["name", "contact"])
    first, second = asked(people, person, harbor, old), asked(people, person, casa, old)
    new = given(people, person, replaces=old.id, recipients=to(harbor), what=["name"])
    assert (told(first), told(second)) == ({"name"}, None)
    old.refresh_from_db()
    assert not is_in_force(old)
    assert Consent.objects.count() == 2, "both are kept"
    made = do(disclosed, by=people.casey, referral_id=first.id)
    assert (made.consent_id, made.what) == (new.id, ["needs", "name"])
    with refused(Code.CONSENT_REPLACED, consent=str(new.id)):
        given(people, person, replaces=old.id)


def test_taken_back_by_any_version_nothing_is_told_from_that_moment_and_what_was_told_stays(
    people: People, person: Person
) -> None:
    harbor = place(people)
    old = given(people, person)
    referral = asked(people, person, harbor, old)
    do(disclosed, by=people.casey, referral_id=referral.id)
    given(people, person, replaces=old.id)
    back = withdrawn(people, old)
    assert back.replaces_id == old.id
    assert told(referral) is None
    with refused(Code.BASIS_GONE):
        do(disclosed, by=people.casey, referral_id=referral.id)
    assert Disclosure.objects.count() == 1
    before = back.version
    assert withdrawn(people, old, people.cam).version == before, "again changes nothing"


def test_somebody_elses_consent_is_not_replaced(people: People, person: Person, stranger: Person) -> None:
    row = given(people, person)
    with refused(Code.NOT_FOUND):
        given(people, stranger, people.riley, replaces=row.id)
    with refused(Code.INVALID, fields=["replaces"]):
        given(people, stranger, people.sam, replaces=row.id)


def test_the_last_day_counts_whole_and_then_phones_are_told(people: People, person: Person) -> None:
    row = given(people, person)
    referral = asked(people, person, place(people), row)
    Consent.objects.update(ends_at=now() + timedelta(minutes=1))
    assert told(referral) is not None
    assert due_consents() == 0
    Consent.objects.update(ends_at=now() - timedelta(seconds=1))
    assert told(referral) is None
    assert (due_consents(), due_consents()) == (1, 0)


def test_a_spoken_yes_never_covers_substance_use_whatever_it_names(people: People, person: Person) -> None:
    detox = place(people, "Bayside Detox", is_sud=True)
    spoken = given(people, person, how="spoken", signature=None, witness="Alma")
    assert told(asked(people, person, detox, spoken)) is None
    signed = given(people, person)
    assert told(asked(people, person, detox, signed)) is None, "it does not name substance use"
    named = given(people, person, is_sud=True, recipients=to(detox))
    packet = packet_of(asked(people, person, detox, named))
    assert packet.notice.startswith("42 CFR part 2 prohibits")
    assert packet.scope is not None
    assert packet.scope["decider"] == "Ansel Varga"


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("give"), st.sets(st.sampled_from(["name", "contact", "today"]), min_size=1), st.booleans()),
        st.tuples(st.just("withdraw"), st.integers(0, 9), st.none()),
        st.tuples(st.just("end"), st.none(), st.none()),
    ),
    min_size=1,
    max_size=5,
)


@pytest.mark.long
def test_in_any_order_of_events_the_last_word_decides(people: People, person: Person) -> None:
    """A chain of versions beside a plain account of what the person said last."""
    harbor, casa = place(people), place(people, "Casa Serena")

    @settings(max_examples=settings().max_examples // 5)  # each is a handful of writes
    @examples(STEPS)
    def story(steps: list[tuple[str, Any, Any]]) -> None:
        first = given(people, person, recipients=to(harbor, casa), what=["name"])
        referrals = [asked(people, person, each, first) for each in (harbor, casa)]
        chain = [first]
        what_last, to_last, counts = {"name"}, {harbor.id, casa.id}, True
        for what, detail, both in steps:
            if what == "give":
                places = to(harbor, casa) if both else to(harbor)
                newer = given(people, person, replaces=chain[-1].id, what=sorted(detail), recipients=places)
                chain.append(newer)
                what_last, to_last, counts = detail, {harbor.id, casa.id} if both else {harbor.id}, True
            elif what == "withdraw":
                withdrawn(people, chain[detail % len(chain)])
                counts = False
            else:
                Consent.objects.filter(id=chain[-1].id).update(ends_at=now() - timedelta(seconds=1))
                counts = False
            for referral in referrals:
                is_covered = counts and referral.service_id in to_last
                assert told(referral) == (what_last if is_covered else None)
            assert [is_in_force(row) for row in Consent.objects.filter(id__in=[one.id for one in chain[:-1]])] == [
                False
            ] * (len(chain) - 1)

    story()


def test_the_same_id_from_another_hand_is_a_conflict(people: People, person: Person) -> None:
    one = uuid7()
    given(people, person, id=one)
    with refused(Code.ALREADY_EXISTS):
        given(people, person, people.cam, id=one)
