"""Two hands at the very same moment, with real commits: told before it was taken back, or not at all."""

from typing import Any

import pytest

from apps.common.ids import uuid7
from apps.outbox.commands import Answer, run
from apps.people.actions import consent as consents
from apps.people.models import Consent, Person
from apps.referrals.models import Disclosure
from tests.consents.scenes import asked, given, place, said
from tests.consents.test_states import disclosed
from tests.encounters.test_at_once import at_once
from tests.people import People
from tests.plans.scenes import known


def ansel(people: People) -> Person:
    """Casey has to do with him."""
    return known(people, people.casey)


@pytest.mark.usefixtures("committed")
def test_a_withdrawal_and_a_disclosure_have_an_order_and_one_version_replaces(people: People) -> None:
    person = ansel(people)
    row = given(people, person)
    referral = asked(people, person, place(people), row)

    def back() -> Answer:
        return run(consents.withdraw_consent, by=people.casey, key=uuid7(), consent_id=row.id, how="told")

    def tell() -> Answer:
        return run(disclosed, by=people.casey, key=uuid7(), referral_id=referral.id)

    answers = at_once(back, tell, back, tell)
    assert sorted(each.outcome for each in answers[::2]) == ["already_applied", "applied"]
    done = Consent.objects.get(id=row.id)
    told = Disclosure.objects.count()
    assert told == sum(each.is_done for each in answers[1::2])
    assert done.withdrawn_at is not None
    assert {each.code for each in answers[1::2] if not each.is_done} <= {"basis_gone"}
    assert not tell().is_done
    assert Disclosure.objects.count() == told

    first = given(people, person)

    def replace() -> Answer:
        more: dict[str, Any] = {
            "id": uuid7(),
            "said": said(people.calder.id),
            "person_id": person.id,
            "replaces": first.id,
        }
        return run(consents.give_consent, by=people.casey, key=uuid7(), **more)

    both = at_once(replace, replace)
    assert sorted(each.code for each in both) == ["", "consent_replaced"]
    assert Consent.objects.filter(replaces=first).count() == 1
