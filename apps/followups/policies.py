"""Which class each field of a case is in."""


def _all(names: str, of_class: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), of_class)


_BASE = {"id": "key", "version": "key", "created_at": "record"}

CLASS_OF: dict[str, dict[str, str]] = {
    "Case": _BASE
    | _all("programme encounter incident person", "key")
    | _all("owner status rule opened_at doubted_at", "case"),
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

CASE = CLASS_OF["Case"] | {"owner_name": "case"}
"""Fields of a case as it is shown."""
