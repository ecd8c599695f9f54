"""What people do when something happens in other apps."""

from typing import Any
from uuid import UUID

from apps.people.actions.plan_basis import end_threats


def when_incident_closed(*, by: Any, payload: dict[str, Any]) -> None:
    """A serious threat was stated for one incident: reopened, it would have to be stated anew."""
    end_threats(incident_id=UUID(str(payload["id"])), by=by)
