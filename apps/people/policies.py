"""Which class each field of a person, a plan and a consent is in, and who may read the card and what is SUD."""

from typing import Any
from uuid import UUID

from apps.access import Role, predicate
from apps.involvement.policies import is_involved
from apps.people.basis import may_police_read
from apps.people.models import Person
from apps.people.sud import mark_sud


def _all(names: str, of_class: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), of_class)


_BASE = {"id": "key", "version": "key", "created_at": "record"}

CLASS_OF: dict[str, dict[str, str]] = {
    "Person": _BASE
    | _all("programme merged_into", "key")
    | _all("given family second_family called date_of_birth birth_year language", "person")
    | _all("open_incidents made_by field_marks", "record"),
    "PersonName": _BASE
    | _all("person", "key")
    | _all("kind given family second_family", "person")
    | {"made_by": "record"},
    "PersonWas": _BASE | _all("person", "key") | _all("field was by occurred_at", "person"),
    "ContactPoint": _BASE
    | _all("person", "key")
    | _all("kind value label relation language who_else call text voicemail letter asked_at stopped_at", "contacts")
    | {"made_by": "record"},
    "Merge": _BASE | _all("person into reason by at undone_at undone_by undo_reason", "record"),
    "PersonKey": _all("id programme person key year", "record"),
    "NameToken": _all("id token", "record"),
    # A plan: what its card says by basis, hazards to everybody at the door, the rest to those who write plans.
    "Plan": _BASE
    | _all("programme person", "key")
    | _all("number status language with_person looks helps worse first_words calls review_on approved_at", "card")
    | _all("owner approved_by written_by written_at", "card")
    | {"hazards": "hazard"}
    | _all("writers submitted_by submitted_at sent_back_by sent_back_at sent_back_why ended_at ended_why", "clinical")
    | _all("handed_by handed_at taken_at", "clinical"),
    "PlanNote": _BASE | {"person": "key"} | _all("text by occurred_at", "clinical"),
    "PlanBasis": _BASE
    | {"person": "key"}
    | _all("kind given_on until ends_at", "card")
    | _all("incident_id words source by occurred_at ended_by ended_at", "clinical")
    | _all("told_end", "record"),
    "PlanSuggestion": _BASE
    | _all("plan person", "key")
    | _all("about chips words by occurred_at late state weighed_by weighed_at why", "clinical"),
    "PlanReminder": _BASE | _all("plan rung due_at done_at late moot", "record"),
    "Consent": _BASE
    | _all("programme person encounter_id replaces", "key")
    | _all("decided_by decider_name discloser recipients what purpose purpose_words is_sud until", "contacts")
    | _all("how signature typed_name witness language wording given_at taken_by", "contacts")
    | _all("withdrawn_at withdrawn_how withdrawn_by ends_at", "contacts")
    | {"told_end": "record"},
}

PLAN = {
    "id": "key",
    "version": "key",
    "person": "key",
    "hazards": "hazard",
    "card": "card",
    "basis": "card",
    "threats": "clinical",
    "waiting": "clinical",
}
"""Fields of a plan in force as it travels to phones and boards."""

CONSENT = (
    CLASS_OF["Consent"]
    | {"encounter": "key", "replaced_by": "key"}
    | _all("taken_by_name withdrawn_by_name in_force", "contacts")
)
"""Fields of a consent as it travels."""

CONSENT_SUD = {name: "sud" if of == "contacts" else of for name, of in CONSENT.items()}
"""The same of one that names care for substance use."""


@predicate("people.may_see_sud")
def may_see_sud(user: Any, obj: Any) -> bool:
    """Whether somebody of the clinical staff may read what this says of substance use: by the person's consent.

    `obj` says that it is about it (`is_sud`) and on which consent it stands (`consent_id`; a consent on itself).
    Where it is not, there is nothing of the class in it. A list is marked first (apps/people/sud.py: mark_sud).
    """
    if not getattr(obj, "is_sud", False) or user.id is None:
        return False
    if Role.SUPERVISOR not in user.roles and not is_involved(user, obj):
        return False
    known = getattr(obj, "sud_seen_by", None)
    if known is None or known[0] != user.id:
        mark_sud(user, [obj])
    return bool(obj.sud_seen_by[1])


@predicate("people.may_see_card")
def may_see_card(user: Any, obj: Any) -> bool:
    """Whether somebody who is no clinician may read what helps this person: there is a basis, and he is on it now.

    `obj` is a person, or something that belongs to one. A projection of many rows marks each with
    `card_seen_by = (user id, there is a basis)`, so that a list is not a query per row.
    """
    person_id: UUID | None = obj.id if isinstance(obj, Person) else getattr(obj, "person_id", None)
    if person_id is None or user.id is None or not is_involved(user, obj):
        return False
    known = getattr(obj, "card_seen_by", None)
    if known is not None and known[0] == user.id:
        return bool(known[1])
    return may_police_read(user, person_id)
