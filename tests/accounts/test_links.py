"""One-time links: for the first administrator of a programme, and for everybody who is invited."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.accounts import actions
from apps.accounts.models import Programme, SignInLink, User
from apps.common.clock import now
from apps.outbox.commands import do
from tests.accounts.test_sign_in import Browser
from tests.people import People

PASSWORD = "two strokes side by side"


def invite(people: People, token: str = "t" * 43) -> str:
    do(
        actions.create_user,
        by=people.ada,
        email="mei@alongside.example",
        name="Mei Sato",
        token_hash=actions.hash_of(token),
    )
    return token


def welcome(browser: Browser, token: str, password: str = PASSWORD) -> Any:
    return browser.post("/api/welcome", {"token": token, "password": password})


def test_a_link_sets_the_first_password_once_and_signs_in(people: People) -> None:
    browser, token = Browser(), invite(people)
    answer = welcome(browser, token)
    assert answer.status_code == 200
    assert answer.json()["name"] == "Mei Sato"
    assert browser.get("/api/me").status_code == 200
    again = welcome(Browser(), token)
    assert (again.status_code, again.json()["code"]) == (404, "link_invalid")
    assert Browser().sign_in("mei@alongside.example", PASSWORD).status_code == 200


def test_only_a_hash_of_the_token_is_kept(people: People) -> None:
    token = invite(people)
    assert token not in str(SignInLink.objects.values().get())


def test_a_weak_password_is_refused_and_the_link_still_works(people: People) -> None:
    browser, token = Browser(), invite(people)
    weak = welcome(browser, token, "short")
    assert weak.status_code == 422
    assert weak.json()["data"] == {"fields": ["password"], "reasons": ["password_too_short"]}
    assert welcome(browser, token, "password1234").status_code == 422
    assert welcome(browser, token).status_code == 200


def test_an_old_link_does_not_work(people: People) -> None:
    token = invite(people)
    SignInLink.objects.update(expires_at=now() - timedelta(seconds=1))
    assert welcome(Browser(), token).status_code == 404


def test_looking_at_a_link_changes_nothing(people: People) -> None:
    browser, token = Browser(), invite(people)
    assert browser.get("/api/welcome").status_code == 405
    assert SignInLink.objects.get().used_at is None
    assert welcome(browser, token).status_code == 200


def test_a_link_needs_the_csrf_token(people: People) -> None:
    token = invite(people)
    assert welcome(Browser(enforce_csrf_checks=True), token).status_code == 403
    assert SignInLink.objects.get().used_at is None


def test_a_new_link_ends_the_old_one(people: People) -> None:
    old = invite(people)
    user = User.objects.get(email="mei@alongside.example")
    people.ada.__dict__.pop("_standing", None)
    do(actions.send_link, by=people.system, user_id=user.id, token_hash=actions.hash_of("new"))
    assert welcome(Browser(), old).status_code == 404
    assert welcome(Browser(), "new").status_code == 200


@pytest.mark.django_db
def test_create_programme_prints_a_link_for_its_first_administrator() -> None:
    out = StringIO()
    call_command("create_programme", "Quarry Hill", "--admin", "Chief@quarry.example", stdout=out)
    assert Programme.objects.get(slug="quarry-hill")
    token = out.getvalue().split("/welcome#")[1].split()[0]
    browser = Browser()
    answer = welcome(browser, token)
    assert answer.json()["roles"] == ["administrator"]
    assert answer.json()["programme"]["name"] == "Quarry Hill"
    assert browser.get("/admin/").status_code == 200


@pytest.mark.django_db
def test_create_programme_says_in_one_sentence_what_is_wrong() -> None:
    call_command("create_programme", "Quarry Hill", "--admin", "chief@quarry.example", stdout=StringIO())
    with pytest.raises(CommandError, match=r"A programme of this name exists\."):
        call_command("create_programme", "Quarry Hill", "--admin", "other@quarry.example", stdout=StringIO())
    with pytest.raises(CommandError, match=r"e-mail"):
        call_command("create_programme", "Other", "--admin", "nonsense", stdout=StringIO())
    assert not Programme.objects.filter(name="Other").exists()
