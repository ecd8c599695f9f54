"""Who lets a partner's system in: a supervisor or an administrator, for places of their own programme, shown once."""

from datetime import timedelta
from typing import Any

import pytest

from apps.common.clock import now
from apps.common.errors import Conflict, Invalid, NotAllowed, NotFound
from apps.directory.models import Service
from apps.dispatch.models import Assignment
from apps.outbox.commands import do
from apps.referrals.actions import tokens
from apps.referrals.models import PartnerToken
from tests.people import Client, People
from tests.referrals.partner import System, said


def test_a_supervisor_lets_a_system_in_rotates_and_revokes_it_over_the_wire(
    people: People, visit: Assignment, places: list[Service], signed_in: Any
) -> None:
    sam: Client = signed_in(people.sam)
    first, second = tokens.new_secret(), tokens.new_secret()
    body = {"name": "Harbor's records", "services": [str(places[0].id)], "scopes": ["read"], "days": 30}
    made = sam.post("/api/partner-tokens", body | {"secret": first})
    assert made.status_code == 201, made.content
    assert first not in made.content.decode()
    shown = sam.get(f"/api/services/{places[0].id}/systems").json()["systems"]
    assert [(one["name"], one["scopes"], one["made_by_name"]) for one in shown] == [
        ("Harbor's records", ["read"], people.sam.name)
    ]
    assert "hash" not in str(shown)
    assert System(first).ask("get", "Task").status_code == 200
    rotated = sam.post(f"/api/partner-tokens/{shown[0]['id']}/rotate", {"secret": second})
    assert rotated.status_code == 201, rotated.content
    assert [System(each).ask("get", "Task").status_code for each in (first, second)] == [200, 200]
    newer = PartnerToken.objects.get(replaced_at__isnull=True)
    assert abs(newer.expires_at - now() - timedelta(days=30)) < timedelta(minutes=1), "its end stays"  # type: ignore[operator]
    assert sam.post(f"/api/partner-tokens/{newer.id}/revoke", {}).status_code == 200
    assert said(System(second).ask("get", "Task"))[0] == 401
    assert [row.programme_id for row in PartnerToken.objects.all()] == [people.calder.id] * 2


def test_nobody_else_does_and_nobody_for_places_of_another_programme(
    people: People, visit: Assignment, places: list[Service]
) -> None:
    words: dict[str, Any] = {"name": "Theirs", "services": [places[0].id]}
    for who in (people.casey, people.omar, people.cam, people.dana):
        with pytest.raises(NotAllowed):
            do(tokens.make_token, by=who, secret=tokens.new_secret(), **words)
    made = do(tokens.make_token, by=people.ada, secret=tokens.new_secret(), **words)
    for act in (tokens.rotate_token, tokens.revoke_token):
        more: dict[str, Any] = {"secret": tokens.new_secret()} if act is tokens.rotate_token else {}
        with pytest.raises(NotFound):
            do(act, by=people.casey, token_id=made.id, **more)
    Service.objects.filter(id=places[0].id).update(programme=people.ellery)
    with pytest.raises(Invalid) as wrong:
        do(tokens.make_token, by=people.sam, secret=tokens.new_secret(), programme_id=people.ellery.id, **words)
    assert wrong.value.data["fields"] == ["services"]


def test_what_is_wrong_is_named_and_a_secret_that_was_guessable_or_used_is_none(
    people: People, visit: Assignment, places: list[Service]
) -> None:
    with pytest.raises(Invalid) as wrong:
        do(tokens.make_token, by=people.sam, name=" ", services=[], scopes=["all"], days=0, secret="short")
    assert wrong.value.data["fields"] == ["name", "services", "scopes", "days", "secret"]
    secret = tokens.new_secret()
    words: dict[str, Any] = {"name": "Theirs", "services": [places[0].id]}
    made = do(tokens.make_token, by=people.sam, secret=secret, **words)
    with pytest.raises(Conflict):
        do(tokens.make_token, by=people.sam, secret=secret, **words)
    do(tokens.rotate_token, by=people.sam, token_id=made.id, secret=tokens.new_secret())
    with pytest.raises(Conflict, match="another secret"):
        do(tokens.rotate_token, by=people.sam, token_id=made.id, secret=tokens.new_secret())
