"""Which class each field of the directory is in. It tells of no person, so staff may read nearly all of it."""


def _all(names: str, of_class: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), of_class)


_BASE = {"id": "key", "version": "key", "created_at": "record"}
_SOURCE = _all("programme source source_id", "key") | {"source_digest": "record"}

CLASS_OF: dict[str, dict[str, str]] = {
    "Directory": _BASE | _all("programme number", "key"),
    "Organization": _BASE
    | _SOURCE
    | _all("name description website email phones vanished_at changed_at", "directory"),
    "Location": _BASE
    | _SOURCE
    | {"organization": "key"}
    | _all("name alternate_name description transportation accessibility kind", "directory")
    | _all("address_1 address_2 city state postal_code country latitude longitude", "directory")
    | _all("phones hours languages vanished_at", "directory"),
    "Service": _BASE
    | _SOURCE
    | {"organization": "key", "number": "key"}
    | _all("name alternate_name description website email status is_sud takes_referrals", "directory")
    | _all("handoff_email handoff_sms handoff_fax handoff_told_by handoff_how handoff_by handoff_at", "directory")
    | _all("sud_proposed sud_reviewed_at sud_reviewed_by changed_at", "directory")
    | _all("answers_within_h vanished_at terms imported copy", "directory"),
    "ServiceAtLocation": _BASE | _all("service location position", "key") | {"ended_at": "directory"},
    "Correction": _BASE
    | {"service": "key", "kept_against": "record"}
    | _all("what value told_by how by at given_up_at settled_by", "directory"),
    "Capacity": _BASE
    | {"service": "key"}
    | _all("sort unit unit_es position available maximum note said_by how by at", "directory"),
    "CapacityWord": _BASE | {"capacity": "key"} | _all("available note said_by how by at", "directory"),
    "CapacityLink": _BASE
    | {"service": "key", "code_hash": "secret", "uses": "record"}
    | _all("language name made_by expires_at used_at ended_at", "directory"),
}
