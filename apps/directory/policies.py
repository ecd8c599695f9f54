"""Which class each field of the directory is in. It tells of no person, so staff may read nearly all of it."""


def _all(names: str, of_class: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), of_class)


_BASE = {"id": "key", "version": "key", "created_at": "record"}
_SOURCE = _all("programme source source_id", "key")

CLASS_OF: dict[str, dict[str, str]] = {
    "Organization": _BASE | _SOURCE | _all("name description website email vanished_at", "directory"),
    "Service": _BASE
    | _SOURCE
    | {"organization": "key"}
    | _all("name alternate_name description status is_sud takes_referrals", "directory")
    | _all("handoff_email handoff_sms answers_within_h vanished_at", "directory"),
}
