"""Signals of libraries that concern accounts. Our own effects never travel this way."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from apps.accounts import actions
from apps.accounts.models import User
from apps.accounts.sessions import ACCESS_VERSION, DEVICE, device_of
from apps.audit.record import record, refused
from apps.common.errors import Code
from apps.outbox.commands import Op, do


@receiver(user_logged_in)
def when_signed_in(sender: Any, request: Any, user: User, **kwargs: Any) -> None:
    """Bind the new session to its device, and record the sign-in."""
    device_id = device_of(request)
    if device_id is not None:
        request.session[DEVICE] = str(device_id)
    request.session[ACCESS_VERSION] = user.access_version
    record(user, "session.begun", user, device_id=device_id)


@receiver(user_login_failed)
def when_refused(sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any) -> None:
    """Record the attempt; the address that was tried is kept only when it is an account's."""
    email = str(credentials.get("email") or "").strip().lower()
    user = User.objects.filter(email=email).first()
    device_id = device_of(request) if request is not None else None
    user_id = user.id if user else None
    refused(None, "session.sign_in", str(Code.NOT_SIGNED_IN), kind=User.KIND, object_id=user_id, device_id=device_id)


@receiver(user_logged_out)
def when_signed_out(sender: Any, request: Any, user: User | None, **kwargs: Any) -> None:
    """Close the sockets of a sign-in that ends."""
    if user is not None:
        do(actions.note_sign_out, by=user, op=Op(device_id=device_of(request)))
