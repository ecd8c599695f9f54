"""Delivery bookkeeping is nobody's to read field by field; what it carries is projected for each viewer."""

CLASS_OF: dict[str, dict[str, str]] = {
    name: dict.fromkeys(fields.split(), "record")
    for name, fields in {
        "OpKey": "id user key action outcome status code message data object_kind object_id object_version"
        " payload_hmac hmac_key_id device_id op_version occurred_at received_at op_number clock_offset_ms supersedes"
        " decision",
        "Stream": "name seq",
        "Delivery": "id stream seq kind event object_kind object_id object_version user echo queued_at",
        "Receipt": "id delivery device_id sent_at received_at seen_at",
        "Cursor": "id device_id stream seq at",
        "HandlerRun": "id event payload handler status due_at claimed_until attempt error done_at",
        "SweepRun": "name last_run_at",
        "Epoch": "id value clock_shift_s",
    }.items()
}
