"""Which class each field of an account is in, and the predicates of the access table that concern accounts."""

from typing import Any

from apps.access import predicate

CLASS_OF: dict[str, dict[str, str]] = {
    "Programme": {
        "id": "key", "version": "key", "created_at": "record", "name": "staff", "slug": "staff", "time_zone": "staff",
        "settings": "account",
    },
    "Agency": {"id": "key", "version": "key", "created_at": "record", "name": "staff", "kind": "staff"},
    "Partnership": {
        "id": "key", "version": "key", "created_at": "record", "programme": "staff", "agency": "staff",
    },
    "User": {
        "id": "key", "version": "key", "created_at": "record", "password": "secret", "last_login": "account",
        "email": "account", "name": "staff", "short_name": "staff", "phone": "staff", "language": "staff",
        "agency": "staff", "skills": "staff", "kind": "account", "access_version": "account", "is_active": "account",
    },
    "Membership": {
        "id": "key", "version": "key", "created_at": "record", "user": "staff", "programme": "staff", "role": "staff",
        "since": "account", "until": "account",
    },
    "Device": {
        "id": "key", "version": "key", "created_at": "record", "user": "staff", "name": "device",
        "platform": "device", "app_version": "device", "last_contact_at": "staff", "clock_offset_ms": "device",
        "highest_op": "device", "missing_ops": "device", "revoked_at": "device", "reported_at": "device",
        "unsent": "device", "needs_you": "device", "free_mb": "device", "push": "device", "installed": "device",
        "ringer_heard_at": "device", "wake_tested_at": "device", "wake_result": "device", "woke_after_ms": "device",
    },
    "SignInLink": {
        "id": "key", "version": "key", "created_at": "record", "user": "account", "token_hash": "secret",
        "purpose": "account", "expires_at": "account", "used_at": "account",
    },
    "Session": {
        "session_key": "secret", "session_data": "secret", "expire_date": "record", "user_id": "record",
        "device_id": "record",
    },
}  # fmt: skip


@predicate("accounts.not_oneself")
def not_oneself(user: Any, other: Any) -> bool:
    """Nobody grants himself a role (threats_faults A13)."""
    return other is None or user.id != other.id
