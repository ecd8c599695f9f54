"""The cast × every road that acts × {own team, other team, other programme}, over HTTP, as the app would ask.

`ROADS` says for each who of those who may know of the object may do it. What one may not know of is 404, never 403.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connections, transaction
from pytest_django import DjangoDbBlocker

from apps.access.table import ACTIONS
from apps.accounts.models import User
from apps.common.clock import now
from apps.common.ids import uuid7
from apps.dispatch.models import Assignment
from apps.incidents.models import Incident
from apps.involvement.models import Involvement
from apps.outbox.projections import as_seen_by
from apps.people.models import Person
from apps.people.queries import root_of
from config.wiring import PROJECTIONS, SNAPSHOT
from tests.architecture.roads import DESKS, FIELD, OFFICERS, ROADS, Road
from tests.architecture.test_table import ours
from tests.architecture.world import Place, World, make_world
from tests.databases import Cleaner
from tests.people import Client, read_people

NOT_THERE, NOT_YOURS = 404, 403
DONE = {200, 201, 204, 409}
"""409: allowed, but the state of things is against it."""


@pytest.fixture(scope="module")
def played(cleaner: Cleaner, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The world, played and committed once for all walks."""
    with django_db_blocker.unblock():
        made = make_world()
    yield made
    with django_db_blocker.unblock():
        connections.close_all()
        cleaner.clean()


@pytest.fixture
def world(played: World, db: None) -> World:
    """As it was played, in the test's own transaction."""
    return replace(played, people=read_people(), eli=User.objects.get(id=played.eli.id))


@pytest.fixture
def standing(played: World, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """As it was played, with each request undone by itself: a transaction of minutes would hold the sealer back."""
    with django_db_blocker.unblock():
        yield replace(played, people=read_people(), eli=User.objects.get(id=played.eli.id))


def parts(key: str, place: Place) -> set[str]:
    """Which letters somebody of the programme is, seen from this team."""
    found = {"d"} if key in DESKS else set({"sam": "s", "cam": "m", "ada": "a"}.get(key, ""))
    if key in FIELD:
        found.add("f")
    if key in place.crew:
        found.add("c")
        found |= {"o"} if key in OFFICERS else {"k"}
        found |= {"1"} if key == place.crew[0] else set()
    return found


def expected(road: Road, who: set[str]) -> str:
    if who & set(road.may):
        return "done"
    return str(NOT_YOURS) if who & set(road.sees) else str(NOT_THERE)


def filled(value: Any, place: Place) -> Any:
    if isinstance(value, dict):
        return {name: filled(each, place) for name, each in value.items()}
    if isinstance(value, list):
        return [filled(each, place) for each in value]
    if isinstance(value, str):
        return value.format(**vars(place), new=uuid7(), month_from_now=f"{now() + timedelta(days=30):%Y-%m-%d}")
    return value


def ask(client: Client, road: Road, place: Place) -> int:
    """Ask, and undo whatever it did."""
    with transaction.atomic():
        url = "/api/" + filled(road.road, place)
        arguments = [] if road.body is None else [filled(road.body, place)]
        status: int = getattr(client, road.method)(url, *arguments).status_code
        transaction.set_rollback(True)
    return status


def verdict(status: int) -> str:
    return "done" if status in DONE else str(status)


def cases(world: World, place: Place) -> Iterator[tuple[str, set[str]]]:
    """Who is asked about this place, and what they are to it."""
    elsewhere = {"Ellery 1": world.people.ellery.id}
    _mesa, harbor, _ellery = world.places
    for key, who in world.everyone().items():
        if key in {"priya", "riley"}:  # as Dana, as Casey
            continue
        if place is harbor and key in {"cam", "ada", "quinn", "nia", "eli"}:  # as at Mesa
            continue
        programme = elsewhere.get(place.name, world.people.calder.id)
        yield key, parts(key, place) if who.programme_id == programme else set()


@pytest.mark.long
@pytest.mark.parametrize("number", [0, 1, 2])
def test_everybody_gets_exactly_what_the_table_says(
    number: int, standing: World, signed_in: Callable[..., Client]
) -> None:
    place = standing.places[number]
    clients = {key: signed_in(who) for key, who in standing.everyone().items()}
    wrong = []
    for road in ROADS:
        for key, letters in cases(standing, place):
            want, got = expected(road, letters), verdict(ask(clients[key], road, place))
            if want != got:
                wrong.append(f"{road.action} ({road.method} {road.road}) by {key} on {place.name}: {got}, not {want}")
    assert wrong == [], "\n" + "\n".join(wrong)


def test_the_walk_takes_every_road_that_names_an_object() -> None:
    named = {view for road, view in ours() if "<uuid:" in road}
    walked = {road.action for road in ROADS}
    missing = {getattr(view, "__name__", "") for view in named if not _actions(view) & walked}
    elsewhere = {"RevokeDevice", "ReleaseLockout"} | {"Subscribe", "BeginTest", "SendTest", "WakeTest", "Report"}
    elsewhere |= {"RetireInstrument"}
    assert missing <= elsewhere, "the first two are walked in tests/accounts, one's own device in tests/notifications"
    assert walked <= set(ACTIONS)


def _actions(view: Any) -> set[str]:
    command = getattr(view, "command", None)
    named = {getattr(command, "action_name", "")} | {str(getattr(view, "action", ""))}
    return named | {str(getattr(getattr(view, "change", None), "action_name", ""))}


def test_nobody_is_let_in_without_a_session(world: World) -> None:
    stranger = Client()
    stranger.device_id = uuid7()
    open_to_all = {"api/csrf", "api/welcome", "api/push/acks", "api/messages/receipts", "api/messages/replies"}
    for road, _view in ours():
        if road in open_to_all:
            continue
        url = "/" + road.replace("<uuid:", "{").replace(">", "}")
        things = "incident assignment encounter team shift device user test person point plan suggestion "
        things += "screening instrument given consent need referral service link token case"
        for name in (f"{thing}_id" for thing in things.split()):
            url = url.replace("{" + name + "}", str(uuid7()))
        for method in ("get", "post", "patch", "delete"):
            assert getattr(stranger, method)(url).status_code == 401, f"{method} {url}"


def test_what_travels_shows_nothing_to_those_who_have_nothing_to_do_with_it(world: World) -> None:
    """Sockets, changes and snapshots all pass through the projections."""
    for kind in sorted({"incident", "assignment", "team", "shift", "person", "plan"} & set(PROJECTIONS)):
        ids = [getattr(place, kind) for place in world.places]
        for key in ("quinn", "cam", "ada"):
            assert as_seen_by(world.everyone()[key], kind, ids) == {}, f"{kind} by {key}"
        assert set(as_seen_by(world.people.nia, kind, ids)) == {getattr(world.places[2], kind)}


def test_a_team_sees_its_own_incident_and_no_other(world: World) -> None:
    mesa, harbor, _ = world.places
    for key in mesa.crew:
        seen = as_seen_by(world.everyone()[key], "incident", [mesa.incident, harbor.incident])
        assert set(seen) == {mesa.incident}
        assert seen[mesa.incident]["person_name"] == "Somebody"


def test_the_snapshot_of_those_in_no_programme_is_empty(world: World) -> None:
    for part in SNAPSHOT:
        assert [ids for _kind, ids in part(world.people.quinn) if ids] == []


def test_involvement_is_exactly_who_is_on_what(world: World) -> None:
    """The rows that open other rows are compared with the facts that made them."""
    facts = {
        (user_id, assignment.incident_id)
        for assignment in Assignment.objects.filter(ended_at__isnull=True)
        for user_id in assignment.responses.values_list("user_id", flat=True)
    }
    rows = Involvement.objects.filter(until__isnull=True, basis="assignment", kind="incident")
    assert set(rows.values_list("user_id", "object_id")) == facts
    assert len(facts) == 5


def test_involvement_in_people_is_exactly_who_is_on_their_open_incidents(world: World) -> None:
    """As above, for whom the incidents are about; and how many open incidents each has."""
    facts, opened = set(), dict[UUID, int]()
    for incident in Incident.objects.filter(person__isnull=False, status="open"):
        assert incident.person_id is not None
        root = root_of(incident.person_id)
        opened[root] = opened.get(root, 0) + 1
        on_it = Involvement.objects.filter(until__isnull=True, kind="incident", object_id=incident.id)
        facts |= {(user_id, root) for user_id in on_it.values_list("user_id", flat=True)}
    rows = Involvement.objects.filter(until__isnull=True, basis__in=["assignment", "opened"], kind="person")
    assert set(rows.values_list("user_id", "object_id")) == facts
    assert dict(Person.objects.filter(open_incidents__gt=0).values_list("id", "open_incidents")) == opened
    assert len(facts) == 5


def test_what_is_said_of_a_contact_point_reaches_no_officer_and_no_desk(
    world: World, signed_in: Callable[..., Client]
) -> None:
    """The canary is looked for in the bytes that each receives: the snapshot, the changes, and every answer."""
    mesa = world.places[0]
    allowed = {"casey", "sam"}
    for key, who in world.everyone().items():
        client = signed_in(who)
        asked = ("/api/snapshot", f"/api/people/{mesa.person}", f"/api/incidents/{mesa.incident}")
        shown = b"".join(bytes(client.get(url).content) for url in asked)
        frames = json.dumps(list(as_seen_by(who, "person", [mesa.person]).values())).encode()
        told = b"somebody Mesa 2" in shown + frames
        assert told == (key in allowed), key
        may_know = {"casey", "omar", "dana", "priya", "sam"}
        assert (b"Canary Mesa 2" in shown + frames) == (key in may_know), key


def test_what_helps_reaches_no_officer_to_whom_nobody_agreed(world: World, signed_in: Callable[..., Client]) -> None:
    """In the bytes of the snapshot, the frames and every answer; the hazard does."""
    mesa = world.places[0]
    for key, who in world.everyone().items():
        client = signed_in(who)
        asked = ("/api/snapshot", f"/api/plans/{mesa.plan}", f"/api/people/{mesa.person}", "/api/plans")
        shown = b"".join(bytes(client.get(url).content) for url in asked)
        shown += json.dumps(as_seen_by(who, "plan", [mesa.plan]).get(mesa.plan)).encode()
        own = {"jo", "riley", "nia", "eli"}  # they have a plan of their own, with the same words
        if key not in own:
            assert (b"Canary of the card" in shown) == (key in {"casey", "dana", "priya", "sam"}), key
            assert (b'"fact"' in shown) == (key in {"casey", "omar", "dana", "priya", "sam"}), key


def test_what_is_done_after_the_visit_reaches_nobody_but_care(world: World, signed_in: Callable[..., Client]) -> None:
    """Neither a case, nor a try, nor a word of either: in the snapshot, the frames, the lists and every answer."""
    mesa = world.places[0]
    own = {"riley", "eli"}  # they look after somebody of their own, with the same words
    for key, who in world.everyone().items():
        client = signed_in(who)
        asked = ["/api/snapshot", "/api/cases?whose=team", "/api/cases/owners", f"/api/shifts/{mesa.shift}/handover"]
        asked += [f"/api/cases/{mesa.case}{part}" for part in ("", "/timeline")]
        asked += [f"/api/incidents/{mesa.incident}{part}" for part in ("", "/timeline")]
        shown = b"".join(bytes(client.get(url).content) for url in asked)
        shown += json.dumps(as_seen_by(who, "case", [mesa.case]).get(mesa.case)).encode()
        if key not in own:
            knows = key in {"casey", "cam", "sam"}
            assert (b"Canary of the case" in shown) == knows, key
            assert (b'"attempts"' in shown) == knows, key
            assert (b'"tries_used"' in shown) == knows, key
