"""Which class each field of an incident is in, and the predicate of the access table that concerns incidents."""

from typing import Any
from uuid import UUID

from apps.access import predicate
from apps.incidents.models import Incident
from apps.involvement.queries import is_involved as involves


def _all(names: str, of_class: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), of_class)


_BASE = {"id": "key", "version": "key", "created_at": "record"}

CLASS_OF: dict[str, dict[str, str]] = {
    "Incident": _BASE
    | _all(
        "number status source opened_by opened_at place place_detail place_key block_key area caller_relation"
        " person_age language words hazards level provisional because ems_need ems_why first_in staged staging_set"
        " staging_point flags next_items would_change decided_at decided_level overridden matrix result closed_at"
        " duplicate_of codes feed external_id",
        "operational",
    )
    | _all("call_back call_back_key caller_name person_name", "identity")
    | {"programme": "key", "field_marks": "record", "person": "identity"},
    "Answer": _BASE | _all("incident item answer detail by occurred_at", "operational"),
    "LevelDecision": _BASE
    | _all("incident level facts_level kind rules matrix reason by occurred_at", "operational"),
    "Entry": _BASE
    | _all("kind text facts by occurred_at received_at clock_off_s", "operational")
    | {"incident": "key", "device_id": "record"},
    # The rules are no secret: everybody who works by them may read them.
    "Matrix": _BASE | _all("number effective_from items rules texts published_by", "staff") | {"programme": "key"},
    "MatrixDraft": _BASE
    | _all("content effective_from state made_by submitted_at decided_by decided_at words published", "account")
    | {"programme": "key"},
    "Look": _BASE | _all("incident by at asked shown", "record"),
    "NumberLine": {"programme": "record", "last": "record"},
}


@predicate("incidents.is_involved")
def is_involved(user: Any, obj: Any) -> bool:
    """Whether this person has to do with the incident now; `obj` is one, or something that belongs to one.

    A projection of many rows marks each with `seen_by = (user id, involved)`, so that a list is not a query per row.
    """
    incident_id = incident_of(obj)
    if incident_id is None or user.id is None:
        return False
    known = getattr(obj, "seen_by", None)
    if known is not None and known[0] == user.id:
        return bool(known[1])
    return involves(user, Incident.KIND, incident_id)


def incident_of(obj: Any) -> UUID | None:
    """The id of the incident that this is, or belongs to."""
    if isinstance(obj, Incident):
        return obj.id
    return getattr(obj, "incident_id", None)


@predicate("incidents.not_own_draft")
def not_own_draft(user: Any, draft: Any) -> bool:
    """Nobody approves the rules that they wrote."""
    return draft is None or draft.made_by_id != user.id
