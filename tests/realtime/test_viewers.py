"""Who is behind a cookie, asked for many sockets at once: the same answers as Django gives one by one."""

from datetime import timedelta

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Session, User
from apps.accounts.queries import streams_of
from apps.accounts.sessions import SessionStore
from apps.common.clock import now
from apps.realtime.viewers import viewers_of
from tests.people import People
from tests.realtime.conftest import cookie_of


def _key(user: User) -> str:
    return cookie_of(user).split("=", 1)[1]


def test_everybody_is_found_with_roles_and_streams_in_three_queries(people: People) -> None:
    everyone = [people.dana, people.casey, people.nia, people.quinn]
    keys = [_key(user) for user in everyone]
    with CaptureQueriesContext(connection) as queries:
        viewers = viewers_of([*keys, "nobody", keys[0]])
        found = [(viewer.user.id, viewer.user.roles, viewer.streams) for viewer in viewers if viewer is not None]
    assert len(queries) == 3
    assert found == [(user.id, user.roles, streams_of(user)) for user in [*everyone, people.dana]]
    assert viewers[4] is None


def test_a_session_that_no_longer_holds_is_nobodys(people: People) -> None:
    expired, changed, strange, closed = (_key(user) for user in (people.dana, people.casey, people.omar, people.sam))
    Session.objects.filter(session_key=expired).update(expire_date=now() - timedelta(seconds=1))
    for key, name, value in ((changed, HASH_SESSION_KEY, "x"), (strange, BACKEND_SESSION_KEY, "another.Backend")):
        store = SessionStore(key)
        store[name] = value
        store.save()
    User.objects.filter(id=people.sam.id).update(is_active=False)
    assert viewers_of([expired, changed, strange, closed]) == [None] * 4


def test_a_new_password_ends_the_sessions_of_the_old_one(people: People) -> None:
    key = _key(people.dana)
    people.dana.set_password("another-long-password")
    people.dana.save()
    assert viewers_of([key]) == [None]
