"""Involvement is bookkeeping: it opens rows, and is itself shown to nobody."""

CLASS_OF: dict[str, dict[str, str]] = {
    "Involvement": dict.fromkeys(
        ["id", "version", "created_at", "user", "kind", "object_id", "basis", "since", "until"], "record"
    ),
}
