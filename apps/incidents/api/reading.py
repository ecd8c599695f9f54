"""Read one incident, or be refused on the record."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from apps.access import allow
from apps.audit.record import refused
from apps.common.errors import DomainError
from apps.common.lookup import get_or_404
from apps.incidents import queries
from apps.incidents.models import Incident


@contextmanager
def audited(by: Any, action: str, incident_id: UUID) -> Iterator[Incident]:
    """The incident, if this person may do this with it; a refusal is audited in a transaction of its own."""
    try:
        incident = get_or_404(queries.visible_to(by), incident_id)
        allow(by, action, incident)
    except DomainError as error:
        refused(by, action, str(error.code), kind=Incident.KIND, object_id=incident_id)
        raise
    yield incident


def allowed(by: Any, action: str) -> None:
    """The same for what concerns no single incident."""
    try:
        allow(by, action)
    except DomainError as error:
        refused(by, action, str(error.code), kind=Incident.KIND)
        raise
