"""Fill the bench's database and say who is there: `python -m benchmarks.people COUNT` prints JSON.

The cast and its crews are made through actions, the crowd of idle phones in bulk.
"""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.db import transaction  # noqa: E402

from apps.access import Role  # noqa: E402
from apps.accounts.models import Membership, User  # noqa: E402
from apps.accounts.queries import system_actor  # noqa: E402
from apps.accounts.sessions import SessionStore  # noqa: E402
from apps.common.clock import now  # noqa: E402
from apps.common.ids import uuid7  # noqa: E402
from apps.incidents import actions as incidents  # noqa: E402
from apps.outbox.commands import do  # noqa: E402
from benchmarks import EVENTS, WARM_UP  # noqa: E402
from config import day, seed  # noqa: E402
from config.cast import CALDER  # noqa: E402


def sign_in(user: User) -> str:
    """A session of this person; answers its key."""
    store = SessionStore()
    store[SESSION_KEY], store[HASH_SESSION_KEY] = str(user.id), user.get_session_auth_hash()
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    store.create()
    return str(store.session_key)


def crowd(count: int) -> list[User]:
    """Clinicians of Calder whose phones are only there."""
    people = [User(email=f"idle-{n}@alongside.example", name=f"Idle {n}", password="!") for n in range(count)]
    User.objects.bulk_create(people)
    Membership.objects.bulk_create(
        [Membership(user=one, programme_id=CALDER.id, role=Role.CLINICIAN, since=now()) for one in people]
    )
    return people


def take_call(dana: User) -> str:
    """A call with a level that a crew can be sent to; answers its id."""
    incident = do(incidents.open_incident, by=dana, id=uuid7(), fields={"place": "1418 Alder Court"})
    do(incidents.override_level, by=dana, incident_id=incident.id, level=3, reason="bench")
    return str(incident.id)


def main(count: int) -> None:
    """The cast, one crew that rides, a call for each order, the crowd, and a sign-in of each."""
    cast = seed.people()
    day.play(cast, system_actor())
    team, *crew = day.PAIRS[0]
    dana = cast["dana"]
    calls = [take_call(dana) for _ in range(EVENTS + WARM_UP)]
    with transaction.atomic():
        keys = [sign_in(one) for one in crowd(count)]
    told = {
        "session_cookie": settings.SESSION_COOKIE_NAME,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "team": str(day.team_id(team)),
        "incidents": calls,
        "board": sign_in(dana),
        "crew": [sign_in(cast[key]) for key in crew],
        "crowd": keys,
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(int(sys.argv[1]))
