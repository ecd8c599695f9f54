"""What the desk writes of a service that no source knows: whether it is for substance use, and how it is reached."""

import re
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from apps.access import allow
from apps.common.clock import now
from apps.common.errors import Code, Invalid
from apps.common.lookup import lock_or_404
from apps.directory import queries
from apps.directory.actions.common import changed
from apps.directory.models import HOW_STAFF, Service
from apps.outbox.commands import NEVER, AlreadyApplied, action
from apps.outbox.record import record

_PHONE: Final = re.compile(r"\+?[0-9][0-9 ().\-]{5,30}", re.ASCII)
_BY_STAFF: Final = {how for how, _label in HOW_STAFF}
_FIELDS: Final = ("handoff_email", "handoff_sms", "handoff_fax", "handoff_told_by", "handoff_how")


@action("service.review_sud", offline=NEVER)
def review_sud(*, service_id: UUID, is_sud: bool, by: Any) -> Service:
    """Say whether a service holds itself out for substance use (42 CFR Part 2); no import changes it afterwards.

    What was sent before keeps the rules under which it was sent. The same answer again changes nothing.
    """
    service = lock_or_404(queries.visible_to(by), service_id)
    allow(by, "service.review_sud", service)
    if service.sud_reviewed_at is not None and service.is_sud == is_sud:
        raise AlreadyApplied(service)
    service.is_sud, service.sud_reviewed_at, service.sud_reviewed_by_id = is_sud, now(), by.id
    service.bump("is_sud", "sud_reviewed_at", "sud_reviewed_by")
    record(by, "service.sud_reviewed", service, is_sud=is_sud, proposed=service.sud_proposed)
    return changed(service)


@action("service.write_handoff", offline=NEVER)
def write_handoff(
    *, service_id: UUID, email: str, sms: str, fax: str, how: str, by: Any, told_by: str = ""
) -> Service:
    """Write where a service gets what is sent to it; empty takes an address away. Said by them, it is verified.

    Raises Invalid naming each address that is none.
    """
    service = lock_or_404(queries.visible_to(by), service_id)
    allow(by, "service.write_handoff", service)
    said = dict(zip(_FIELDS, (email.strip(), sms.strip(), fax.strip(), told_by.strip(), how), strict=True))
    checks = {
        "email": bool(said["handoff_email"]) and not _is_email(said["handoff_email"]),
        "sms": bool(said["handoff_sms"]) and _PHONE.fullmatch(said["handoff_sms"]) is None,
        "fax": bool(said["handoff_fax"]) and _PHONE.fullmatch(said["handoff_fax"]) is None,
        "how": how not in _BY_STAFF,
    }
    wrong = [name for name, bad in checks.items() if bad]
    if wrong:
        raise Invalid(Code.INVALID, f"Not right: {', '.join(wrong)}.", fields=wrong)
    if all(getattr(service, name) == value for name, value in said.items()) and service.handoff_at is not None:
        raise AlreadyApplied(service)
    for name, value in said.items():
        setattr(service, name, value)
    service.handoff_by_id, service.handoff_at = by.id, now()
    service.bump(*_FIELDS, "handoff_by", "handoff_at")
    kept = [name for name in ("email", "sms", "fax") if said[f"handoff_{name}"]]
    record(by, "service.handoff_written", service, ways=kept, how=how)
    return changed(service)


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return text.isascii() and len(text) <= 254
