"""Which class each field of a case is in, and the predicates of the access table that concern it."""

from typing import Any

from apps.access import predicate
from apps.access.roles import Role
from apps.accounts.queries import members
from apps.followups.models import Case


def _all(names: str, of_class: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), of_class)


_BASE = {"id": "key", "version": "key", "created_at": "record"}

CLASS_OF: dict[str, dict[str, str]] = {
    "Case": _BASE
    | _all("programme encounter incident person", "key")
    | _all("owner owner_since status rule risk opened_at begun_at doubted_at", "case")
    | _all("ended_at end_reason end_words reopened_at offered_to offered_at offer_words", "case")
    | _all("zone tries_used", "case")
    | _all("decide_at planned_at next_action next_who next_due_at next_rung_id next_channel let_go_at", "record"),
    "Rung": _BASE | {"case": "key", "referral": "key"} | _all("name due_at state done_at late", "case"),
    "Attempt": _BASE
    | {"case": "key", "rung": "key", "received_at": "record"}
    | _all("channel result contact unsafe words by at", "case"),
    "CaseNote": _BASE | {"case": "key"} | _all("kind code words whom by at", "case"),
    "CaseCall": _BASE | {"case": "key", "incident": "key"} | _all("at asked_by_us", "case"),
    "CaseVisit": _BASE | _all("case encounter", "key") | _all("rule risk at parted_at", "case"),
    "Reminder": _BASE
    | {"programme": "key", "case": "key", "referral": "key", "key": "record"}
    | _all("what of_at planned_at due_at state why user channel is_late ended_at", "case")
    | _all("attempt alert_id look_at", "record"),
    "Reply": _BASE
    | _all("programme person case referral", "key")
    | {"gateway_id": "record", "words": "clinical"}
    | _all("meant at told", "case"),
}

WITHOUT_MANAGER = {"id": "key", "encounter": "case", "owner_name": "staff", "opened_at": "staff"}
"""Fields of a case that no case manager has, as administration sees it too: whose it is and since when, no more."""

FOUND = {"id": "key"} | _all("status owner owner_name opened_at ended_at", "case")
"""Fields of a case that was found by a name."""

OFFER = {"id": "key"} | _all("person_name by_shift owner_name offered_to_name offered_at", "case")
"""Fields of an offer without an answer on a sheet; the name only where its reader may know of the person."""

REPLY = CLASS_OF["Reply"] | {"told_name": "case"}
"""Fields of a reply as it is shown."""

CASE = (
    CLASS_OF["Case"]
    | _all("owner_name offered_to_name quiet_from quiet_to tries_allowed to_decide next rungs attempts", "case")
    | _all("calls visits also repeat_30d", "case")
)
"""Fields of a case as it is shown."""


@predicate("followups.is_owner")
def is_owner(user: Any, case: Any) -> bool:
    """Whether it is this person's case now."""
    return isinstance(case, Case) and case.owner_id == user.id


@predicate("followups.is_offered_to")
def is_offered_to(user: Any, case: Any) -> bool:
    """Whether it was offered to this person, and is not answered."""
    return isinstance(case, Case) and case.offered_to_id == user.id


@predicate("followups.may_take")
def may_take(user: Any, case: Any) -> bool:
    """Whether no one is there to ask: its owner looks after people here no more."""
    return isinstance(case, Case) and not members(case.programme_id, OWNERS).filter(id=case.owner_id).exists()


OWNERS = (Role.CLINICIAN, Role.CASE_MANAGER, Role.SUPERVISOR)
"""Who may own a case."""
