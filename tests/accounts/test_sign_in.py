"""Signing in through allauth's headless door, as the app does it."""

import time
from collections.abc import Callable
from copy import deepcopy
from typing import Any
from uuid import UUID

import pytest
from axes.models import AccessAttempt
from django.core.cache import cache
from pytest_django.fixtures import Settings
from rest_framework.test import APIClient

from apps.accounts import actions
from apps.accounts.models import Session, User
from apps.audit.models import AuditEvent
from apps.common.ids import uuid7
from apps.outbox.commands import do
from config.cast import CAST
from tests.people import Client, People

LOGIN = "/_allauth/browser/v1/auth/login"
SESSION = "/_allauth/browser/v1/auth/session"
PASSWORDS = {person.email: person.password for person in CAST}


class Browser(Client):
    """A browser that nobody has signed in on."""

    def __init__(self, device_id: UUID | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.device_id = device_id or uuid7()

    def sign_in(self, email: str, password: str | None = None) -> Any:
        return self.post(LOGIN, {"email": email, "password": password or PASSWORDS[email.strip().lower()]})


@pytest.fixture
def browser(people: People) -> Browser:
    return Browser()


def test_the_right_password_signs_in_and_me_says_who(browser: Browser, people: People) -> None:
    assert browser.get("/api/me").status_code == 401
    assert browser.sign_in(people.dana.email).status_code == 200
    me = browser.get("/api/me")
    assert me["X-Alongside"] == "1"
    body = me.json()
    assert body["name"] == "Dana Whitlock"
    assert body["roles"] == ["dispatcher"]
    assert body["programme"]["name"] == "Calder County"
    assert body["streams"] == [f"user:{people.dana.id}", f"board:{people.calder.id}"]


def test_me_says_how_devices_are_kept_and_a_programme_may_choose_otherwise(browser: Browser, people: People) -> None:
    browser.sign_in(people.dana.email)
    assert browser.get("/api/me").json()["device"] == {
        "lease_hours": 24,
        "lock_minutes": {"phone": 5, "desk": 30},
        "unlock_desk": "",
    }
    people.calder.settings = {"lease_hours": 12, "lock_minutes_phone": 0, "unlock_desk": "555-0100"}
    people.calder.save()
    chosen = browser.get("/api/me").json()["device"]
    assert (chosen["lease_hours"], chosen["unlock_desk"]) == (12, "555-0100")
    assert chosen["lock_minutes"] == {"phone": 5, "desk": 30}, "no lock at all cannot be chosen"


def test_the_address_may_be_typed_in_capitals(browser: Browser, people: People) -> None:
    assert browser.sign_in("DANA@Alongside.example").status_code == 200


def test_an_officer_in_no_programme_signs_in_and_sees_nothing(browser: Browser, people: People) -> None:
    browser.sign_in(people.quinn.email)
    body = browser.get("/api/me").json()
    assert body["programme"] is None
    assert body["roles"] == []
    assert body["streams"] == [f"user:{people.quinn.id}"]


def test_the_session_gets_a_new_id_and_knows_person_device_and_access(browser: Browser, people: People) -> None:
    browser.get("/api/csrf")
    browser.session["something"] = 1
    before = browser.session.session_key
    browser.sign_in(people.casey.email)
    row = Session.objects.get(user_id=people.casey.id)
    assert row.session_key != before
    assert row.device_id == browser.device_id
    assert browser.session["access_version"] == people.casey.access_version


def test_a_failure_is_the_same_whether_the_account_exists(browser: Browser, people: People) -> None:
    wrong = browser.sign_in(people.dana.email, "not-the-password")
    nobody = browser.sign_in("nobody@alongside.example", "not-the-password")
    assert wrong.status_code == nobody.status_code == 400
    assert wrong.json() == nobody.json()


def test_a_closed_account_looks_like_a_wrong_password(browser: Browser, people: People) -> None:
    wrong = browser.sign_in(people.dana.email, "not-the-password")
    do(actions.set_active, by=people.ada, user_id=people.dana.id, is_active=False)
    closed = browser.sign_in(people.dana.email)
    assert (closed.status_code, closed.json()) == (wrong.status_code, wrong.json())
    assert browser.get("/api/me").status_code == 401


def test_five_wrong_passwords_lock_until_a_supervisor_releases(
    browser: Browser, people: People, signed_in: Callable[..., Client]
) -> None:
    for _ in range(4):
        assert browser.sign_in(people.casey.email, "wrong").status_code == 400
    fifth = browser.sign_in(people.casey.email, "wrong")
    assert fifth.status_code == 429
    assert fifth.json()["code"] == "locked_out"
    cache.clear()
    assert browser.sign_in(people.casey.email).status_code == 429, "the right password does not open a lock"
    desk = signed_in(people.sam)
    assert desk.get("/api/lockouts").json()["users"] == [{"id": str(people.casey.id), "name": "Casey Moreno"}]
    assert desk.post(f"/api/users/{people.casey.id}/release").status_code == 200
    assert browser.sign_in(people.casey.email).status_code == 200


def test_only_a_supervisor_of_the_programme_releases(people: People, signed_in: Callable[..., Client]) -> None:
    assert signed_in(people.nia).post(f"/api/users/{people.casey.id}/release").status_code == 404
    assert signed_in(people.casey).post(f"/api/users/{people.riley.id}/release").status_code == 403
    assert signed_in(people.casey).get("/api/lockouts").status_code == 403


def test_tries_from_elsewhere_do_not_lock_a_known_device(people: People) -> None:
    desk = Browser()
    do(actions.register_device, by=people.dana, device_id=desk.device_id)
    attacker = Browser()
    for _ in range(6):
        attacker.sign_in(people.dana.email, "wrong")
    assert attacker.sign_in(people.dana.email).status_code == 429
    assert desk.sign_in(people.dana.email).status_code == 200


def test_a_known_device_has_a_lock_of_its_own(people: People) -> None:
    desk = Browser()
    do(actions.register_device, by=people.dana, device_id=desk.device_id)
    for _ in range(5):
        desk.sign_in(people.dana.email, "wrong")
    assert desk.sign_in(people.dana.email).status_code == 429


def test_a_wrong_password_of_an_hour_ago_no_longer_counts(browser: Browser, people: People) -> None:
    for _ in range(4):
        browser.sign_in(people.dana.email, "wrong")
    attempt = AccessAttempt.objects.get(username=people.dana.email)
    AccessAttempt.objects.update(attempt_time=attempt.attempt_time.replace(year=attempt.attempt_time.year - 1))
    assert browser.sign_in(people.dana.email, "wrong").status_code == 400
    assert AccessAttempt.objects.get().failures_since_start == 1


def test_nothing_about_sign_in_needs_redis(committed: None, people: People, settings: Settings) -> None:
    """Real commits, so that the bell is really rung, towards a port that nobody listens on."""
    layers = deepcopy(settings.CHANNEL_LAYERS)
    for layer in layers.values():
        layer["CONFIG"]["hosts"][0]["address"] = "redis://127.0.0.1:1/0"
    settings.CHANNEL_LAYERS, settings.REDIS_URL = layers, "redis://127.0.0.1:1/0"
    browser, began = Browser(), time.monotonic()
    assert browser.sign_in(people.dana.email).status_code == 200
    assert browser.get("/api/me").status_code == 200
    assert browser.post("/api/me/language", {"language": "es"}).status_code == 200
    assert browser.delete(SESSION).status_code == 401
    assert time.monotonic() - began < 5


def test_signing_out_ends_the_session_and_closes_sockets(browser: Browser, people: People) -> None:
    browser.sign_in(people.dana.email)
    assert browser.delete(SESSION).status_code == 401
    assert not Session.objects.filter(user_id=people.dana.id).exists()
    assert User.objects.get(id=people.dana.id).access_version == people.dana.access_version + 1


def test_a_write_without_the_token_is_refused_in_our_shape(people: People, signed_in: Callable[..., Client]) -> None:
    client = signed_in(people.dana, csrf=True)
    refused = client.post("/api/me/language", {"language": "es"})
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
    token = client.get("/api/csrf").json()["token"]
    assert client.post("/api/me/language", {"language": "es"}, HTTP_X_CSRFTOKEN=token).status_code == 200


def test_signing_in_needs_the_token_too(people: People) -> None:
    strict = Browser(enforce_csrf_checks=True)
    assert strict.sign_in(people.dana.email).status_code == 403
    token = strict.get("/api/csrf").json()["token"]
    body = {"email": people.dana.email, "password": PASSWORDS[people.dana.email]}
    assert strict.post(LOGIN, body, HTTP_X_CSRFTOKEN=token).status_code == 200


@pytest.mark.parametrize("road", ["auth/signup", "auth/password/request", "account/email", "account/password/change"])
def test_roads_that_are_an_administrators_do_not_exist(browser: Browser, road: str) -> None:
    assert browser.post(f"/_allauth/browser/v1/{road}", {}).status_code == 404


def test_the_token_api_does_not_exist(browser: Browser) -> None:
    assert browser.post("/_allauth/app/v1/auth/login", {}).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        '{"email": "a\\u0000@b.c", "password": "x"}',
        '{"email": "\\ud800", "password": "x"}',
        '{"email": ["a"], "password": {"b": 1}}',
        "[" * 10_000,
        '{"email": NaN}',
        "not json",
        "",
        "[]",
        "null",
        '{"email": "dana@alongside.example", "password": "' + "x" * 1_100_000 + '"}',
    ],
)
def test_a_bad_body_at_the_door_is_a_4xx(browser: Browser, body: str) -> None:
    answer = browser.post(LOGIN, body.encode(), content_type="application/json")
    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize("query", ["next=%00", "next=%ED%A0%80", "a%00=1"])
def test_a_bad_query_string_at_the_door_is_no_crash(browser: Browser, query: str) -> None:
    answer = browser.generic("GET", SESSION, QUERY_STRING=query)
    assert 400 <= answer.status_code < 500


def test_sign_ins_and_failures_are_in_the_record_without_the_address(browser: Browser, people: People) -> None:
    browser.sign_in(people.dana.email, "wrong")
    browser.sign_in("nobody@alongside.example", "wrong")
    browser.sign_in(people.dana.email)
    rows = list(AuditEvent.objects.filter(action__startswith="session.").order_by("id"))
    assert [row.action for row in rows] == ["session.sign_in", "session.sign_in", "session.begun"]
    assert rows[0].object_ids == [people.dana.id]
    assert rows[1].object_ids == []
    assert not any("@" in str(row.facts) for row in rows)


def test_the_admin_signs_in_through_the_same_door(browser: Browser, people: People) -> None:
    turned = browser.get("/admin/")
    assert turned.status_code == 302
    turned = browser.get(turned["Location"])
    assert turned["Location"].startswith("/sign-in?next=%2Fadmin%2F")
    browser.sign_in(people.ada.email)
    assert browser.get("/admin/").status_code == 200
    other = Browser()
    other.sign_in(people.sam.email)
    assert other.get("/admin/").status_code in {302, 403}
    assert other.get("/admin/login/").status_code == 403


def test_an_app_that_starts_learns_that_nobody_is_signed_in_without_a_refusal(people: People) -> None:
    stranger = APIClient()
    assert stranger.get("/api/me").status_code == 401
    looks = stranger.get("/api/me", headers={"X-Looks": "1"})
    assert (looks.status_code, looks.json()) == (200, {"signed_in": False})
    assert stranger.get("/api/snapshot", headers={"X-Looks": "1"}).status_code == 401
