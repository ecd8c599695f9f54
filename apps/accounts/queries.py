"""Read accounts: who is here, and what each of them follows."""

from uuid import UUID

from apps.access.roles import BOARD
from apps.accounts.models import User
from apps.outbox.publish import board_stream, user_stream

SYSTEM_ID = UUID("00000000-0000-7000-8000-000000000001")


def system_actor() -> User:
    """Who acts in sweeps and handlers."""
    return User.objects.get(id=SYSTEM_ID)


def streams_of(user: User) -> list[str]:
    """The streams this person may follow: their own, and the programme's board for those who see it."""
    streams = [user_stream(user.id)]
    if user.programme_id and user.roles & BOARD:
        streams.append(board_stream(user.programme_id))
    return streams
