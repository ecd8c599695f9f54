"""What `manage.py check --deploy` asks before real people depend on an installation."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Doubt
from django.db import connections

MADE_UP_CONTACT = "mailto:alongside@localhost"


@register(Tags.security, deploy=True)
def field_use(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse field use until somebody has accepted, by name, what this release does not protect yet."""
    if settings.FIELD_USE_ACCEPTED_BY:
        return []
    return [
        Error(
            "There is no duress signal yet, and a PIN does not protect the image of a phone (docs/threat-model.md).",
            hint="Do not use it with real people; or name who accepts the risk in FIELD_USE_ACCEPTED_BY.",
            id="alongside.E001",
        )
    ]


@register(Tags.security, deploy=True)
def phones_can_be_woken(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn when an order would reach only phones whose app is open."""
    if settings.PUSH_KEY and settings.PUSH_CONTACT != MADE_UP_CONTACT:
        return []
    return [
        Doubt(
            "No phone is woken when its app is closed.",
            hint="Set PUSH_KEY and a true PUSH_CONTACT, then run `manage.py vapid_keys`; see docs/phone.md.",
            id="alongside.W002",
        )
    ]


@register(Tags.security, deploy=True)
def places_can_be_asked(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn when no link can be sent to a place, so that every referral has to be made by phone."""
    if settings.MESSAGE_KEY and settings.PUBLIC_URL and settings.MAIL_LEAVES:
        return []
    return [
        Doubt(
            "No link to a referral can be sent to a place.",
            hint="Set MESSAGE_KEY, PUBLIC_URL and EMAIL_URL; for texts SMS_URL and SMS_RECEIPT_KEY as well.",
            id="alongside.W003",
        )
    ]


@register(Tags.database, deploy=True)
def record_is_not_owned(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Warn when the app's role owns the record, so that triggers are all that protects it."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "SELECT pg_get_userbyid(relowner) = current_user FROM pg_class WHERE relname = 'audit_auditevent'"
            )
            row = cursor.fetchone()
        if row and row[0]:
            found.append(
                Doubt(
                    "The application's role owns the audit record.",
                    hint="Run migrate with DATABASE_OWNER_URL, and the application as another role.",
                    id="alongside.W001",
                )
            )
    return found
