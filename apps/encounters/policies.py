"""Which class each field of an encounter is in."""


def _all(names: str, of_class: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), of_class)


_BASE = {"id": "key", "version": "key", "created_at": "record"}

CLASS_OF: dict[str, dict[str, str]] = {
    "Encounter": _BASE | _all("assignment incident person", "key") | _all("began_at signed_at signed_by", "visit"),
}
