"""The record is read by auditors through their own tools, never through a projection."""

CLASS_OF: dict[str, dict[str, str]] = {
    "AuditEvent": dict.fromkeys(
        [
            "id",
            "at",
            "what",
            "action",
            "by_id",
            "programme_id",
            "device_id",
            "kind",
            "object_ids",
            "basis",
            "facts",
            "occurred_at",
            "digest",
        ],
        "record",
    ),
    "AuditSeal": dict.fromkeys(
        ["no", "previous_hash", "upto_txid", "row_ids", "row_digests", "hash", "sealed_at"], "record"
    ),
}
