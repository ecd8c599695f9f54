"""Invite somebody, or let somebody choose a new password: a link by a message, once, for a while.

The link is made here and lies sealed in its message until it has left: whoever sends it never sees it.
"""

import secrets
from typing import Any, Final
from uuid import UUID

from apps.access import allow
from apps.accounts import actions as accounts
from apps.accounts.models import SignInLink, User
from apps.accounts.queries import programmes_visible_to, visible_to
from apps.common.errors import Code, Invalid
from apps.common.ids import uuid7
from apps.common.lookup import get_or_404
from apps.common.when import time_words
from apps.notifications.actions.messages import queue_message
from apps.notifications.models import Message
from apps.outbox.commands import NEVER, action

EMAIL, SMS = Message.Channel.EMAIL, Message.Channel.SMS
_TEXTS: Final = {SignInLink.Purpose.WELCOME: "staff_welcome", SignInLink.Purpose.PASSWORD: "staff_password"}


@action("user.invite", offline=NEVER)
def invite(
    *, by: Any, email: str, name: str, role: str, agency_id: UUID, language: str = "en", short_name: str = "",
    phone: str = "", channel: str = EMAIL,
) -> User:  # fmt: skip
    """Make an account with one role and send its first link. All of it or nothing.

    Raises what the account and the role raise, and Invalid for a text message without a work phone.
    """
    allow(by, "user.invite")
    made = accounts.create_user(
        by=by, user_id=uuid7(), email=email, name=name, short_name=short_name, phone=phone, language=language,
        agency_id=agency_id,
    )  # fmt: skip
    accounts.grant_membership(by=by, user_id=made.id, role=role, programme_id=by.programme_id)
    return send_sign_in_link(by=by, user_id=made.id, channel=channel)


@action("user.send_link", offline=NEVER)
def send_sign_in_link(*, by: Any, user_id: UUID, channel: str = EMAIL) -> User:
    """Send a link to a first or a new password; earlier links stop working. Nobody is shown it, nobody's own.

    Raises NotFound outside the programme, Conflict for a closed account, Invalid without a way to send it.
    """
    user = get_or_404(visible_to(by), user_id)
    allow(by, "user.send_link", user)
    to = user.phone if channel == SMS else user.email
    if channel not in Message.Channel.values or not to:
        raise Invalid(Code.INVALID, "There is no work phone to send a text to.", fields=["channel"])
    token = secrets.token_urlsafe(32)
    accounts.send_link(by=by, user_id=user.id, token_hash=accounts.hash_of(token))
    link = SignInLink.objects.get(token_hash=accounts.hash_of(token))
    programme = get_or_404(programmes_visible_to(by), by.programme_id)
    until = {f"until_{one}": time_words(link.expires_at, programme.time_zone, one) for one in ("en", "es")}
    queue_message(
        key=f"sign_in:{link.id}",
        channel=channel,
        audience=Message.Audience.STAFF,
        to=to,
        text=_TEXTS[SignInLink.Purpose(link.purpose)],
        language=user.language,
        params={"asker": by.name, "programme": programme.name, **until},
        secret=token,
        about=user,
        programme_id=programme.id,
    )
    return user
