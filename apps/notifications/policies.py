"""Which class each field of what leaves the building is in. Endpoints and keys open a phone: nobody sees them."""

_BASE = {"id": "key", "version": "key", "created_at": "record"}

CLASS_OF: dict[str, dict[str, str]] = {
    "VapidKey": _BASE | {"public": "key", "sealed": "secret"},
    "Subscription": _BASE | {
        "device": "device", "key": "record", "endpoint": "secret", "p256dh": "secret", "auth": "secret",
        "ended_at": "device", "end_reason": "device",
    },
    "Sending": _BASE | {
        "subject": "record", "rung": "device", "channel": "record", "delivery": "record", "user": "device",
        "asked_by": "device", "subscription": "record", "due_at": "device", "claimed_until": "record",
        "attempt": "device",
        "sent_at": "device", "accepted_at": "device", "received_at": "device", "opened_at": "device",
        "ended_at": "device", "result": "device", "error": "device",
    },
    "Message": _BASE | {
        "programme": "record", "key": "record",
        "channel": "device", "audience": "device", "to": "account", "text": "device",
        "language": "device", "params": "record", "sealed": "secret", "about_kind": "record", "about_id": "record",
        "state": "device", "due_at": "device", "claimed_until": "record", "attempt": "device", "is_repeat": "device",
        "late_at": "device",
        "provider_id": "record", "sent_at": "device", "delivered_at": "device", "ended_at": "device",
        "emptied_at": "device", "error": "device",
    },
    "Stop": _BASE | {"number": "secret", "at": "record", "lifted_at": "record", "lifted_by": "record"},
    "Kept": _BASE | dict.fromkeys(("message", "channel", "to", "subject", "body", "at"), "secret"),
}  # fmt: skip
