"""What is swept away after sign-ins, and what must stay."""

from datetime import timedelta

from axes.models import AccessAttempt

from apps.accounts.models import Session
from apps.accounts.sweeps import forget_sign_ins
from apps.common.clock import now
from tests.accounts.test_sign_in import Browser
from tests.people import People


def test_ended_sessions_go_and_live_ones_stay(people: People) -> None:
    ended, live = Browser(), Browser()
    ended.sign_in(people.dana.email)
    Session.objects.update(expire_date=now() - timedelta(seconds=1))
    live.sign_in(people.dana.email)
    forget_sign_ins()
    assert Session.objects.count() == 1
    assert live.get("/api/me").status_code == 200


def test_old_tries_go_but_a_lock_stays_until_a_person_releases_it(people: People) -> None:
    attacker = Browser()
    for _ in range(5):
        attacker.sign_in(people.casey.email, "wrong")
        attacker.sign_in("nobody@alongside.example", "wrong")
    attacker.sign_in(people.dana.email, "wrong")
    assert forget_sign_ins() == 0, "all of it is of today"
    AccessAttempt.objects.update(attempt_time=now() - timedelta(days=2))
    assert forget_sign_ins() == 2
    assert list(AccessAttempt.objects.values_list("username", flat=True)) == [people.casey.email]
    assert attacker.sign_in(people.casey.email).status_code == 429
