"""What each button does: one action, and the sentence that says it is done."""

from typing import Any

from django.utils.crypto import salted_hmac

from apps.accounts import actions
from apps.accounts.models import Device, Membership, User
from apps.accounts.queries import LINK_LIFE
from apps.encounters import actions as encounters
from apps.encounters.models import Disposition
from apps.notifications import actions as notifications
from apps.outbox.commands import Answer, key_for, run
from apps.outbox.dead_letters import requeue
from config.ops.office import Press


def _token(press: Press) -> str:
    """The link of a button: the same when it was pressed twice, and nobody's to guess."""
    return salted_hmac("alongside.link", str(press.key), algorithm="sha256").hexdigest()


def _link(token: str) -> str:
    hours = int(LINK_LIFE.total_seconds() // 3600)
    return f"Hand over this link, which works once and for {hours} hours: /welcome#{token}"


def invite(by: Any, _nothing: Any, press: Press) -> tuple[Answer, str]:
    """Make the account and, where one was chosen, give the role."""
    said, token = dict(press.said), _token(press)
    role, agency = said.pop("role"), said.pop("agency")
    answer = press.run(
        actions.create_user,
        by,
        agency_id=agency.id if agency else None,
        token_hash=actions.hash_of(token),
        **said,
    )
    if answer.is_done and role:
        granted = run(
            actions.grant_membership,
            by=by,
            key=key_for(press.key, "role"),
            user_id=answer.object_id,
            role=role,
            programme_id=by.programme_id,
        )
        if not granted.is_done:
            return granted, ""
    return answer, _link(token)


def new_link(by: Any, user: User, press: Press) -> tuple[Answer, str]:
    """Make a one-time link for somebody who cannot sign in."""
    token = _token(press)
    answer = press.run(actions.send_link, by, user_id=user.id, token_hash=actions.hash_of(token))
    return answer, _link(token)


def grant(by: Any, user: User, press: Press) -> tuple[Answer, str]:
    """Give a role in the administrator's own programme."""
    answer = press.run(
        actions.grant_membership, by, user_id=user.id, role=press.said["role"], programme_id=by.programme_id
    )
    return answer, "The role is given and in force now."


def release(by: Any, user: User, press: Press) -> tuple[Answer, str]:
    """End a lockout."""
    return press.run(actions.release_lockout, by, user_id=user.id), "Sign-in is open again."


def close_account(by: Any, user: User, press: Press) -> tuple[Answer, str]:
    """Close an account; its sign-ins end."""
    return press.run(actions.set_active, by, user_id=user.id, is_active=False), "The account is closed."


def open_account(by: Any, user: User, press: Press) -> tuple[Answer, str]:
    """Open a closed account again."""
    return press.run(actions.set_active, by, user_id=user.id, is_active=True), "The account is open."


def end_role(by: Any, membership: Membership, press: Press) -> tuple[Answer, str]:
    """Take a role away."""
    return press.run(actions.end_membership, by, membership_id=membership.id), "The role has ended."


def revoke(by: Any, device: Device, press: Press) -> tuple[Answer, str]:
    """Take a device away."""
    return press.run(actions.revoke_device, by, device_id=device.id), "The device is revoked and signed out."


def add_agency(by: Any, _nothing: Any, press: Press) -> tuple[Answer, str]:
    """Make an agency that takes part in the administrator's programme."""
    return press.run(actions.create_agency, by, **press.said), "The agency is made."


def change_outcome(by: Any, row: Disposition, press: Press) -> tuple[Answer, str]:
    """Put another version in force."""
    answer = press.run(encounters.publish_disposition, by, code=row.code, said=_outcome(press.said))
    return answer, "The new version is in force; visits that ended by the old one keep its words."


def add_outcome(by: Any, _nothing: Any, press: Press) -> tuple[Answer, str]:
    """One more way in which visits end."""
    said = dict(press.said)
    answer = press.run(encounters.publish_disposition, by, code=said.pop("code"), said=_outcome(said))
    return answer, "It is on the list."


def retire_outcome(by: Any, row: Disposition, press: Press) -> tuple[Answer, str]:
    """Offer it no more."""
    return press.run(encounters.retire_disposition, by, disposition_id=row.id), "It is offered no more."


def _outcome(said: dict[str, Any]) -> dict[str, Any]:
    """What the form asks in the words of the action."""
    rest = {name: value for name, value in said.items() if not name.startswith("text_")}
    text = {"en": said["text_en"], "es": said["text_es"]}
    return {**rest, "text": text, "opens_case": bool(said["case_rule"])}


def requeue_run(by: Any, row: Any, press: Press) -> tuple[Answer, str]:
    """Try a dead reaction again."""
    return press.run(requeue, by, handler_run_id=row.id), "It is tried again within seconds."


def requeue_message(by: Any, row: Any, press: Press) -> tuple[Answer, str]:
    """Send a message that failed, or of which nobody knows."""
    answer = press.run(notifications.requeue_message, by, message_id=row.id)
    return answer, "It goes within seconds; if it may have arrived before, it says so."


def put_aside(by: Any, row: Any, press: Press) -> tuple[Answer, str]:
    """Nobody sends it any more."""
    return press.run(notifications.put_aside, by, message_id=row.id), "It is put aside."
