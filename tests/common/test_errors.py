"""Every refusal leaves in one shape, whatever the road it came by, and nothing anybody sends is a 500."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DataError, IntegrityError, OperationalError
from django.http import Http404
from django.test import Client
from rest_framework import exceptions
from rest_framework.test import APIClient

from apps.audit.models import AuditEvent
from apps.common.errors import Busy, Code, Conflict, DomainError, Invalid, NotAllowed, NotFound
from config.api import on_error
from tests.people import Client as Phone
from tests.people import People

SignedIn = Callable[..., Phone]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (NotAllowed(Code.NOT_ALLOWED, "No."), 403, "not_allowed"),
        (NotFound(), 404, "not_found"),
        (Conflict(Code.STALE, "No.", version=2), 409, "stale"),
        (Invalid(Code.INVALID, "No.", fields=["a"]), 422, "invalid"),
        (Busy(Code.BUSY, "Later."), 503, "busy"),
        (exceptions.NotAuthenticated(), 401, "not_signed_in"),
        (exceptions.PermissionDenied(), 403, "not_allowed"),
        (exceptions.PermissionDenied("CSRF Failed: x"), 403, "csrf"),
        (exceptions.ValidationError({"a": ["b"]}), 422, "invalid"),
        (exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
        (exceptions.UnsupportedMediaType("a/b"), 415, "unsupported_media_type"),
        (exceptions.NotAcceptable(), 406, "unsupported_media_type"),
        (exceptions.ParseError(), 400, "malformed"),
        (exceptions.Throttled(), 429, "too_many"),
        (Http404(), 404, "not_found"),
        (DataError("out of range"), 422, "invalid"),
        (OperationalError("gone"), 503, "busy"),
        (IntegrityError("secret person"), 500, "server_error"),
        (ZeroDivisionError("secret person"), 500, "server_error"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_each_error_has_its_status_code_and_the_one_shape(error: Exception, status: int, code: str) -> None:
    answer = on_error(error, {})
    assert answer is not None
    assert answer.status_code == status
    assert set(answer.data) == {"code", "message", "data"}
    assert answer.data["code"] == code
    assert "secret" not in json.dumps(answer.data)
    assert answer.has_header("Retry-After") is (status == 503)


def test_data_of_a_refusal_goes_along() -> None:
    error: DomainError = Conflict(Code.STALE, "No.", version=2)
    answer = on_error(error, {})
    assert answer is not None
    assert answer.data["data"] == {"version": 2}


BODIES: dict[str, Any] = {
    "not_json": b"{",
    "deep": b"[" * 10_000,
    "nul": b'{"language":"\\u0000"}',
    "surrogate": b'{"language":"\\ud800"}',
    "nan": b'{"language":NaN}',
    "twice": b'{"language":"en","language":"es"}',
    "a_list": b"[]",
    "a_number": b"1",
    "large": b'{"language":"' + b"x" * 1_000_001 + b'"}',
    "wrong_type": b'{"language":{"a":1}}',
    "unknown_field": b'{"language":"es","more":1}',
    "nothing": b"",
    "not_utf8": b'{"language":"\xff"}',
}


@pytest.mark.parametrize("name", BODIES)
def test_a_bad_body_is_refused_and_changes_nothing(name: str, people: People, signed_in: SignedIn) -> None:
    phone: Any = signed_in(people.casey)
    answer = phone.generic("POST", "/api/me/language", BODIES[name], "application/json")
    assert 400 <= answer.status_code < 500
    assert {"code", "message", "data"} <= set(answer.json()), "in the envelope where it got as far as the command"
    assert answer["X-Alongside"] == "1"
    people.casey.refresh_from_db()
    assert people.casey.language == "en"


@pytest.mark.parametrize("name", ["not_json", "deep", "nul", "surrogate", "nan", "twice", "large", "not_utf8"])
def test_a_bad_body_at_the_sign_in_is_refused_in_the_same_shape(name: str, db: None) -> None:
    answer = Client().post("/_allauth/browser/v1/auth/login", BODIES[name], "application/json")
    assert answer.status_code in {400, 413}
    assert set(answer.json()) == {"code", "message", "data"}
    assert answer["X-Alongside"] == "1"


@pytest.mark.parametrize("query", ["%00=1", "a=%00", "a=%ED%A0%80&%00", "a=1&b=%00x"])
@pytest.mark.parametrize("path", ["/api/me", "/_allauth/browser/v1/auth/session", "/sign-in"])
def test_nul_in_a_query_is_refused_on_every_road(path: str, query: str, db: None) -> None:
    answer = Client().get(f"{path}?{query}")
    assert answer.status_code == 400
    assert answer.json()["code"] == "malformed"


@pytest.mark.parametrize(
    ("method", "content_type"), [("POST", "text/plain"), ("POST", "application/x-www-form-urlencoded")]
)
def test_only_json_is_taken(method: str, content_type: str, people: People, signed_in: SignedIn) -> None:
    phone: Any = signed_in(people.casey)
    answer = phone.generic(method, "/api/me/language", b"language=es", content_type)
    assert answer.status_code == 415
    assert answer.json()["code"] == "unsupported_media_type"


def test_a_road_that_does_not_exist_is_404_in_our_shape(db: None) -> None:
    answer = APIClient().get("/api/nothing-here")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_write_without_csrf_is_refused_in_our_shape(people: People, signed_in: SignedIn) -> None:
    answer = signed_in(people.casey, csrf=True).post("/api/me/language", {"language": "es"})
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")


def test_a_refused_read_is_on_record_in_a_transaction_of_its_own(people: People, signed_in: SignedIn) -> None:
    signed_in(people.quinn).get("/api/snapshot")
    (kept,) = AuditEvent.objects.filter(what="refused", by_id=people.quinn.id)
    assert (kept.action, kept.facts) == ("changes.read", {"code": "not_allowed"})


def test_no_answer_of_ours_may_be_kept_by_a_cache(people: People, signed_in: SignedIn) -> None:
    for path in ("/api/me", "/api/nothing-here", "/_allauth/browser/v1/auth/session"):
        answer = signed_in(people.casey).get(path)
        assert (answer["X-Alongside"], answer["Cache-Control"]) == ("1", "no-store")


@pytest.mark.parametrize(
    ("error", "status", "code"), [(OperationalError, 503, "busy"), (ZeroDivisionError, 500, "server_error")]
)
def test_a_sign_in_that_finds_no_free_connection_is_asked_to_come_again(
    people: People, monkeypatch: pytest.MonkeyPatch, error: type[Exception], status: int, code: str
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise error("secret person")

    monkeypatch.setattr("apps.accounts.adapter.AccountAdapter.authenticate", fail)
    body = json.dumps({"email": people.casey.email, "password": "whatever"})
    client = Client(raise_request_exception=False)
    answer = client.post("/_allauth/browser/v1/auth/login", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert "secret" not in answer.content.decode()
    assert answer.has_header("Retry-After") is (status == 503)
