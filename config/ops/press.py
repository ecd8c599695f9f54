"""What each button does: one action, and the sentence that says it is done."""

from typing import Any

from apps.accounts import actions
from apps.accounts.models import Device, Membership, User
from apps.directory import actions as directory
from apps.directory.models import Service
from apps.encounters import actions as encounters
from apps.encounters.models import Disposition, Instrument
from apps.incidents import actions as incidents
from apps.notifications import actions as notifications
from apps.outbox.commands import Answer
from apps.outbox.dead_letters import requeue
from apps.referrals.actions import tokens
from config.ops.pressing import Press

Done = tuple[Answer, str]


def invite(by: Any, _nothing: Any, press: Press) -> Done:
    """Make the account with its role; the link goes by itself."""
    said = dict(press.said)
    answer = press.run(notifications.invite, by, agency_id=said.pop("agency").id, **said)
    return answer, "The account is made and its link is on the way. It works once, for three days."


def new_link(by: Any, user: User, press: Press) -> Done:
    """A link to a first or a new password."""
    answer = press.run(notifications.send_sign_in_link, by, user_id=user.id, **press.said)
    return answer, "The link is on the way. It works once; earlier links do not work any more."


def grant(by: Any, user: User, press: Press) -> Done:
    """Give a role in the administrator's own programme."""
    answer = press.run(
        actions.grant_membership, by, user_id=user.id, role=press.said["role"], programme_id=by.programme_id
    )
    return answer, "The role is given and in force now."


def release(by: Any, user: User, press: Press) -> Done:
    """End a lockout."""
    return press.run(actions.release_lockout, by, user_id=user.id), "Sign-in is open again."


def close_account(by: Any, user: User, press: Press) -> Done:
    """Close an account; its sign-ins end."""
    return press.run(actions.set_active, by, user_id=user.id, is_active=False), "The account is closed."


def open_account(by: Any, user: User, press: Press) -> Done:
    """Open a closed account again."""
    return press.run(actions.set_active, by, user_id=user.id, is_active=True), "The account is open."


def end_role(by: Any, membership: Membership, press: Press) -> Done:
    """Take a role away."""
    return press.run(actions.end_membership, by, membership_id=membership.id), "The role has ended."


def revoke(by: Any, device: Device, press: Press) -> Done:
    """Take a device away."""
    answer = press.run(actions.revoke_device, by, device_id=device.id, **press.said)
    return answer, "The device is revoked and signed out."


def add_agency(by: Any, _nothing: Any, press: Press) -> Done:
    """Make an agency that takes part in the administrator's programme."""
    return press.run(actions.create_agency, by, **press.said), "The agency is made."


def change_outcome(by: Any, row: Disposition, press: Press) -> Done:
    """Put another version in force, now or later."""
    said = dict(press.said)
    begins = said.pop("effective_from")
    answer = press.run(encounters.publish_disposition, by, code=row.code, said=_outcome(said), effective_from=begins)
    if begins:
        return answer, "The new version is promised: it holds from then on, and until then this one."
    return answer, "The new version is in force; visits that ended by the old one keep its words."


def add_outcome(by: Any, _nothing: Any, press: Press) -> Done:
    """One more way in which visits end."""
    said = dict(press.said)
    code, begins = said.pop("code"), said.pop("effective_from")
    answer = press.run(encounters.publish_disposition, by, code=code, said=_outcome(said), effective_from=begins)
    return answer, "It is offered from then on." if begins else "It is on the list."


def retire_outcome(by: Any, row: Disposition, press: Press) -> Done:
    """Offer it no more, now or later."""
    answer = press.run(encounters.retire_disposition, by, disposition_id=row.id, **press.said)
    return answer, "It is offered until then." if press.said["effective_until"] else "It is offered no more."


def withdraw_outcome(by: Any, row: Disposition, press: Press) -> Done:
    """Take back what is still to come."""
    return press.run(encounters.withdraw_disposition, by, disposition_id=row.id), "It is taken back."


def _outcome(said: dict[str, Any]) -> dict[str, Any]:
    """What the form asks in the words of the action."""
    rest = {name: value for name, value in said.items() if not name.startswith("text_")}
    text = {"en": said["text_en"], "es": said["text_es"]}
    return {**rest, "text": text, "opens_case": bool(said["case_rule"])}


def load_instrument(by: Any, _nothing: Any, press: Press) -> Done:
    """Load a questionnaire; the version before it is retired."""
    answer = press.run(encounters.load_instrument, by, programme_id=by.programme_id, **press.said)
    return answer, "It is loaded and offered from now on."


def retire_instrument(by: Any, row: Instrument, press: Press) -> Done:
    """Offer a questionnaire no more."""
    return press.run(encounters.retire_instrument, by, instrument_id=row.id), "It is offered no more."


def requeue_run(by: Any, row: Any, press: Press) -> Done:
    """Try a dead reaction again."""
    return press.run(requeue, by, handler_run_id=row.id), "It is tried again within seconds."


def requeue_message(by: Any, row: Any, press: Press) -> Done:
    """Send a message that failed, or of which nobody knows."""
    answer = press.run(notifications.requeue_message, by, message_id=row.id)
    return answer, "It goes within seconds; if it may have arrived before, it says so."


def put_aside(by: Any, row: Any, press: Press) -> Done:
    """Nobody sends it any more."""
    return press.run(notifications.put_aside, by, message_id=row.id), "It is put aside."


def write_handoff(by: Any, service: Service, press: Press) -> Done:
    """Where a service gets what is sent to it."""
    answer = press.run(directory.write_handoff, by, service_id=service.id, **press.said)
    return answer, "The addresses are written."


def review_sud(by: Any, service: Service, press: Press) -> Done:
    """Whether it is for substance use."""
    answer = press.run(directory.review_sud, by, service_id=service.id, is_sud=press.said["is_sud"] == "yes")
    return answer, "It is written down, and no import changes it."


def make_token(by: Any, _nothing: Any, press: Press) -> Done:
    """Let a partner's system in."""
    said = {**press.said, "services": [one.id for one in press.said["services"]]}
    return press.run(tokens.make_token, by, secret=press.secret, **said), "The system may come in with this secret."


def rotate_token(by: Any, row: Any, press: Press) -> Done:
    """Another secret for it."""
    answer = press.run(tokens.rotate_token, by, token_id=row.id, secret=press.secret)
    return answer, "This is the new secret. The old one opens for one more day."


def revoke_token(by: Any, row: Any, press: Press) -> Done:
    """Shut it out."""
    return press.run(tokens.revoke_token, by, token_id=row.id), "It opens nothing from now on."


def begin_draft(by: Any, _nothing: Any, press: Press) -> Done:
    """Write the next matrix."""
    return press.run(incidents.begin_draft, by), "It begins with what is in force. Nothing is decided by it yet."


def put_draft(by: Any, draft: Any, press: Press) -> Done:
    """Take a whole matrix from a file."""
    return press.run(incidents.put_draft, by, draft_id=draft.id, **press.said), "The draft says what the file says."


def change_rule(by: Any, one: Any, press: Press) -> Done:
    """Another level or other words for one rule."""
    said = dict(press.said)
    text = {"en": said.pop("text_en"), "es": said.pop("text_es")}
    answers = said.pop("answers", None)
    answer = press.run(
        incidents.change_rule, by, draft_id=one.draft.id, code=one.rule["code"], text=text, answers=answers, **said
    )
    return answer, "Kept in the draft."


def submit_draft(by: Any, draft: Any, press: Press) -> Done:
    """Ask for a supervisor's yes."""
    answer = press.run(incidents.submit_draft, by, draft_id=draft.id, **press.said)
    return answer, "The supervisors are told. Nothing changes before one of them approves it."


def drop_draft(by: Any, draft: Any, press: Press) -> Done:
    """Give it up."""
    return press.run(incidents.drop_draft, by, draft_id=draft.id), "The draft is given up."


def approve_draft(by: Any, draft: Any, press: Press) -> Done:
    """A supervisor's yes."""
    return press.run(incidents.approve_draft, by, draft_id=draft.id), "It is approved and published."


def send_back_draft(by: Any, draft: Any, press: Press) -> Done:
    """A supervisor's not yet."""
    return press.run(incidents.send_back_draft, by, draft_id=draft.id, **press.said), "It is sent back."
