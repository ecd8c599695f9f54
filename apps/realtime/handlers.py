"""Reactions that concern who can be reached."""

from typing import Any
from uuid import UUID

from apps.accounts.models import User
from apps.realtime import presence


def when_wake_proven(*, by: Any, payload: dict[str, Any]) -> None:
    """Boards look again at who can be woken."""
    user = User.objects.filter(id=UUID(payload["user_id"])).first()
    if user is not None and user.programme_id is not None:
        presence.changed(user.programme_id)
