"""Sessions in PostgreSQL that know their person and device, so that a revoked device can be signed out."""

from typing import Any
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db

from apps.accounts.models import Session

DEVICE = "device"
ACCESS_VERSION = "access_version"


def device_of(request: Any) -> UUID | None:
    """The device that a request says it comes from; None when it says nothing readable."""
    try:
        return UUID(request.headers.get("X-Device", ""))
    except ValueError:
        return None


class SessionStore(db.SessionStore):
    """Django's database store over our table."""

    @classmethod
    def get_model_class(cls) -> Any:
        """Our table instead of Django's."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Copy person and device out of the contents into columns."""
        row: Any = super().create_model_instance(data)
        row.user_id = UUID(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.device_id = UUID(data[DEVICE]) if DEVICE in data else None
        return row
