"""Which class each field of a case is in."""


def _all(names: str, of_class: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), of_class)


_BASE = {"id": "key", "version": "key", "created_at": "record"}

CLASS_OF: dict[str, dict[str, str]] = {
    "Case": _BASE | _all("programme encounter incident person", "key") | _all("owner status rule opened_at", "case"),
}

CASE = CLASS_OF["Case"] | {"owner_name": "case"}
"""Fields of a case as it is shown."""
