"""End an incident with a result, take that back, or say that it is another one told twice."""

from typing import Any
from uuid import UUID

from apps.access import allow
from apps.common.errors import Code, Conflict, Invalid, NotFound
from apps.common.lookup import lock_or_404
from apps.incidents import queries
from apps.incidents.actions.timeline import happened_at, note, tell
from apps.incidents.events import IncidentChanged, IncidentClosed, IncidentReopened
from apps.incidents.models import Entry, Incident
from apps.incidents.transitions import check
from apps.involvement.actions import end_all, follow
from apps.outbox.commands import NEVER, AlreadyApplied, action
from apps.outbox.record import record

_CLOSING = ("status", "result", "closed_at", "duplicate_of")


@action("incident.close", offline=NEVER)
def close_incident(*, incident_id: UUID, result: str, by: Any, words: str = "") -> Incident:
    """Close with a result. Raises Conflict (TEAM_STILL_ON_IT) while a team is assigned."""
    incident = lock_or_404(queries.visible_to(by), incident_id)
    allow(by, "incident.close", incident)
    if result == Incident.Result.DUPLICATE:
        raise Invalid(Code.INVALID, "Say of which one it is the duplicate.", fields=["result"])
    if not incident.is_open and incident.result == result:
        raise AlreadyApplied(incident)
    _close(incident, result, by, words)
    return incident


def _close(incident: Incident, result: str, by: Any, words: str, original: Incident | None = None) -> None:
    check(incident, Incident.Status.CLOSED)
    if queries.has_team(incident):
        raise Conflict(Code.TEAM_STILL_ON_IT, "A team is still on it.", version=incident.version)
    # Read before it ends: their phones must hear that it is gone.
    people = queries.people_to_tell(incident)
    incident.status, incident.result = Incident.Status.CLOSED, result
    incident.closed_at = max(happened_at(), incident.opened_at)
    incident.duplicate_of = original
    incident.bump(*_CLOSING)
    end_all(obj=incident)
    kind = Entry.Kind.DUPLICATE if original else Entry.Kind.CLOSED
    facts: dict[str, Any] = {"of": original.id, "of_number": original.number} if original else {}
    note(incident, kind, by, words, people=people, result=result, **facts)
    record(by, "incident.closed", incident, result=result, **facts)
    tell(IncidentClosed(incident.id, incident.version, result), incident, people)


@action("incident.reopen", offline=NEVER)
def reopen_incident(*, incident_id: UUID, reason: str, by: Any) -> Incident:
    """Open a closed incident again, with a reason. Imported history stays closed."""
    incident = lock_or_404(queries.visible_to(by), incident_id)
    allow(by, "incident.reopen", incident)
    if incident.is_open:
        raise AlreadyApplied(incident)
    if not reason.strip():
        raise Invalid(Code.INVALID, "Say why.", fields=["reason"])
    check(incident, Incident.Status.OPEN)
    if incident.source == Incident.Source.IMPORT:
        raise Conflict(
            Code.ILLEGAL_TRANSITION, "Imported history stays as it is.", version=incident.version, source="import"
        )
    was, original = incident.result, incident.duplicate_of
    incident.status, incident.result, incident.closed_at = Incident.Status.OPEN, "", None
    incident.duplicate_of = None
    incident.bump(*_CLOSING)
    follow(Incident.KIND, incident.id)
    people = queries.people_to_tell(incident)
    note(incident, Entry.Kind.REOPENED, by, reason, people=people, was=was)
    record(by, "incident.reopened", incident, was=was)
    tell(IncidentReopened(incident.id, incident.version), incident, people)
    if original is not None:
        tell(IncidentChanged(original.id, original.version), original, queries.people_to_tell(original))
    return incident


@action("incident.link_duplicate", offline=NEVER)
def link_duplicate(*, incident_id: UUID, of: UUID, by: Any) -> Incident:
    """Say that this is `of`, told twice. It closes; what was said about it stays with it, one step away.

    Raises Conflict while a team is on it, or when `of` is itself a duplicate (`data["of"]` names the original).
    """
    incident, original = _both(incident_id, of, by)
    allow(by, "incident.link_duplicate", incident)
    if incident == original:
        raise Invalid(Code.INVALID, "Not of itself.", fields=["of"])
    if incident.duplicate_of_id == original.id:
        raise AlreadyApplied(incident)
    if original.duplicate_of_id is not None:
        raise Conflict(
            Code.ILLEGAL_TRANSITION,
            "That one is a duplicate itself.",
            version=original.version,
            of=original.duplicate_of_id,
        )
    _close(incident, Incident.Result.DUPLICATE, by, "", original)
    original.bump()
    people = queries.people_to_tell(original)
    note(original, Entry.Kind.DUPLICATE, by, people=people, duplicate=incident.id, duplicate_number=incident.number)
    record(by, "incident.duplicate_linked", original, duplicate=incident.id)
    tell(IncidentChanged(original.id, original.version), original, people)
    return incident


def _both(incident_id: UUID, of: UUID, by: Any) -> tuple[Incident, Incident]:
    """Lock two incidents in the order of their ids, so that two people linking crosswise do not block each other."""
    rows = queries.visible_to(by).filter(id__in=[incident_id, of]).order_by("id").select_for_update(of=("self",))
    found = {row.id: row for row in rows}
    if incident_id not in found or of not in found:
        raise NotFound
    return found[incident_id], found[of]
