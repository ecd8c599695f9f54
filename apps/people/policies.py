"""Which class each field of a person is in."""


def _all(names: str, of_class: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), of_class)


_BASE = {"id": "key", "version": "key", "created_at": "record"}

CLASS_OF: dict[str, dict[str, str]] = {
    "Person": _BASE
    | _all("programme merged_into", "key")
    | _all("given family second_family called date_of_birth birth_year language", "person")
    | _all("open_incidents made_by", "record"),
    "PersonName": _BASE
    | _all("person", "key")
    | _all("kind given family second_family", "person")
    | {"made_by": "record"},
    "ContactPoint": _BASE
    | _all("person", "key")
    | _all("kind value label relation language who_else call text voicemail letter asked_at stopped_at", "contacts")
    | {"made_by": "record"},
    "Merge": _BASE | _all("person into reason by at undone_at undone_by undo_reason", "record"),
    "PersonKey": _all("id programme person key year", "record"),
    "NameToken": _all("id token", "record"),
}
