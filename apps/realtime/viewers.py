"""Who is behind a session cookie: asked for many sockets at once, because after a deploy all of them come back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db.models.functions import Now
from django.utils.crypto import constant_time_compare

from apps.accounts.models import Session, User
from apps.accounts.queries import with_standing
from apps.accounts.sessions import SessionStore
from apps.realtime import scope


@dataclass
class Viewer:
    """Who listens, on which sign-in and device, with the access and streams he had when he came."""

    user: User
    session_key: str
    streams: list[str] = field(default_factory=list)
    device_id: UUID | None = None


def viewers_of(session_keys: Sequence[str]) -> list[Viewer | None]:
    """The person behind each key, or None. Three statements for all; the same questions as Django's get_user."""
    rows = Session.objects.filter(session_key__in=set(session_keys), expire_date__gt=Now())
    contents: dict[str, dict[str, Any]] = {row.session_key: SessionStore().decode(row.session_data) for row in rows}
    wanted = {data[SESSION_KEY] for data in contents.values() if SESSION_KEY in data}
    people = {str(user.id): user for user in with_standing(User.objects.filter(id__in=wanted, is_active=True))}
    return [_viewer(key, contents.get(key, {}), people) for key in session_keys]


def _viewer(key: str, data: dict[str, Any], people: dict[str, User]) -> Viewer | None:
    user = people.get(str(data.get(SESSION_KEY)))
    if user is None or data.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    if not any(constant_time_compare(data.get(HASH_SESSION_KEY, ""), each) for each in hashes):
        return None
    return Viewer(user, key, scope.streams(user))
