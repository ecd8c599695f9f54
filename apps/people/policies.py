"""Which class each field of a person is in."""


def _all(names: str, of_class: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), of_class)


_BASE = {"id": "key", "version": "key", "created_at": "record"}

CLASS_OF: dict[str, dict[str, str]] = {
    "Person": _BASE
    | _all("programme merged_into", "key")
    | _all("given family second_family called date_of_birth birth_year language", "person")
    | _all("open_incidents made_by", "record"),
}
