"""Everything a person or the system does to accounts. Each runs inside the runner."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from axes.models import AccessAttempt
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from apps.access import Role, allow
from apps.access.roles import may_combine
from apps.accounts import op_numbers, queries
from apps.accounts.events import AccessChanged, SignedOut
from apps.accounts.models import (
    Agency,
    Device,
    Membership,
    Partnership,
    Programme,
    Session,
    SignInLink,
    User,
)
from apps.common.clock import now
from apps.common.errors import Code, Conflict, Invalid, NotAllowed, NotFound
from apps.common.ids import uuid7
from apps.common.lookup import get_or_404, lock_or_404
from apps.outbox.commands import NEVER, AlreadyApplied, action, current_op, on_constraint
from apps.outbox.publish import publish, user_stream
from apps.outbox.record import record

for _name, _what in {
    "accounts_programme_name_key": "A programme of this name exists.",
    "accounts_programme_slug_key": "A programme of this name exists.",
    "accounts_agency_name_key": "An agency of this name exists.",
    "accounts_user_email_key": "Somebody has this e-mail address.",
    "accounts_device_pkey": "This device is somebody's.",
}.items():
    on_constraint(_name, Code.ALREADY_EXISTS, _what)


REVOKE_REASONS = ("lost", "stolen", "left", "replaced", "other")
_GIVEN = frozenset(Role) - {Role.SYSTEM}


def hash_of(token: str) -> str:
    """What is kept of a one-time link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


@action("programme.create", offline=NEVER)
def create_programme(
    *,
    by: Any,
    name: str,
    time_zone: str = "America/Los_Angeles",
    settings: Mapping[str, Any] | None = None,
    programme_id: UUID | None = None,
) -> Programme:
    """Make a programme. Conflict when the name is taken."""
    allow(by, "programme.create")
    programme = Programme(
        id=programme_id or uuid7(),
        name=name,
        slug=slugify(name),
        time_zone=time_zone,
        settings=dict(settings or {}),
    )
    programme.save(force_insert=True)
    record(by, "programme.created", programme)
    return programme


@action("agency.create", offline=NEVER)
def create_agency(*, by: Any, name: str, kind: str, agency_id: UUID | None = None) -> Agency:
    """Make an agency; one made by an administrator joins the administrator's programme."""
    allow(by, "agency.create")
    if kind not in Agency.Kind.values:
        raise Invalid(Code.INVALID, "Not a kind of agency.", fields=["kind"])
    agency = Agency(id=agency_id or uuid7(), name=name, kind=kind)
    agency.save(force_insert=True)
    record(by, "agency.created", agency, kind=kind)
    if by.programme_id is not None:
        _join(by, by.programme_id, agency)
    return agency


@action("partnership.add", offline=NEVER)
def add_partnership(*, by: Any, programme_id: UUID, agency_id: UUID) -> Partnership:
    """Let an agency take part in a programme. Again changes nothing."""
    programme = get_or_404(queries.programmes_visible_to(by), programme_id)
    agency = lock_or_404(queries.agencies_visible_to(by), agency_id)
    allow(by, "partnership.add", programme)
    there = Partnership.objects.filter(programme=programme, agency=agency).first()
    if there is not None:
        raise AlreadyApplied(there)
    return _join(by, programme.id, agency)


def _join(by: Any, programme_id: UUID, agency: Agency) -> Partnership:
    partnership = Partnership(programme_id=programme_id, agency=agency)
    partnership.save(force_insert=True)
    record(by, "partnership.added", partnership, programme=programme_id, agency=agency.id)
    return partnership


@action("user.invite", offline=NEVER)
def create_user(
    *,
    by: Any,
    email: str,
    name: str,
    short_name: str = "",
    phone: str = "",
    language: str = User.Language.EN,
    agency_id: UUID | None = None,
    skills: Sequence[str] = (),
    password: str | None = None,
    token_hash: str = "",
    user_id: UUID | None = None,
) -> User:
    """Make an account: with a password (the demo's), or with the hash of a one-time link's token.

    Conflict when the address is taken; Invalid when it is none, or the password is too weak.
    """
    allow(by, "user.invite")
    agency = get_or_404(queries.agencies_visible_to(by), agency_id) if agency_id else None
    user = User(
        id=user_id or uuid7(),
        email=email.strip().lower(),
        name=name.strip(),
        short_name=short_name,
        phone=phone,
        language=language,
        agency=agency,
        skills=sorted(set(skills)),
    )
    _set_password(user, password)
    _check(user)
    user.save(force_insert=True)
    record(by, "user.invited", user, agency=agency_id)
    if token_hash:
        _add_link(user, token_hash, "welcome")
    return user


def _check(user: User) -> None:
    try:
        user.clean_fields(exclude=["password"])
    except ValidationError as error:
        raise Invalid(Code.INVALID, "Not right.", fields=sorted(error.message_dict)) from error


def _set_password(user: User, password: str | None) -> None:
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as error:
        reasons = sorted({str(each.code) for each in error.error_list})
        raise Invalid(Code.INVALID, "This password is too weak.", fields=["password"], reasons=reasons) from error
    user.set_password(password)


def _add_link(user: User, token_hash: str, purpose: str) -> None:
    life = queries.RESET_LIFE if purpose == SignInLink.Purpose.PASSWORD else queries.LINK_LIFE
    SignInLink(user=user, token_hash=token_hash, purpose=purpose, expires_at=now() + life).save(force_insert=True)


@action("user.send_link", offline=NEVER)
def send_link(*, by: Any, user_id: UUID, token_hash: str) -> User:
    """Make a new one-time link for somebody who has none that works, or has lost the password. Not for oneself."""
    user = lock_or_404(queries.visible_to(by), user_id)
    allow(by, "user.send_link", user)
    if not user.is_active:
        raise Conflict(Code.ILLEGAL_TRANSITION, "This account is closed. Open it first.")
    SignInLink.objects.filter(user=user, used_at__isnull=True).update(used_at=now())
    purpose = SignInLink.Purpose.PASSWORD if user.has_usable_password() else SignInLink.Purpose.WELCOME
    _add_link(user, token_hash, purpose)
    record(by, "user.link_made", user, purpose=purpose)
    return user


@action("session.welcome", offline=NEVER)
def accept_link(*, by: Any, token_hash: str, password: str) -> User:
    """Use a one-time link: set the password, once. NotFound when it is used, old or unknown."""
    link = SignInLink.objects.select_for_update().filter(token_hash=token_hash, user_id=by.id).first()
    if link is None or queries.open_link(token_hash) is None:
        raise NotFound("This link does not work any more.", code=Code.LINK_INVALID)
    user = User.objects.select_for_update().get(id=link.user_id)
    allow(user, "session.welcome", user)
    _set_password(user, password)
    user.bump("password")
    link.used_at = now()
    link.bump("used_at")
    record(user, "user.password_set", user)
    return user


@action("membership.grant", offline=NEVER)
def grant_membership(
    *, by: Any, user_id: UUID, role: str, programme_id: UUID, membership_id: UUID | None = None
) -> Membership:
    """Give a role in a programme. Nobody gives one to himself; police and clinical roles are never combined.

    Conflict when the person works in another programme, Invalid for a combination or a role that is not given.
    """
    programme = get_or_404(queries.programmes_visible_to(by), programme_id)
    user = lock_or_404(queries.visible_to(by), user_id)
    allow(by, "membership.grant", user)
    if role not in _GIVEN:
        raise Invalid(Code.INVALID, "Not a role that can be given.", fields=["role"])
    held = list(Membership.objects.filter(user=user, until__isnull=True))
    if any(row.programme_id != programme.id for row in held):
        raise Conflict(Code.IN_OTHER_PROGRAMME, "This person works in another programme.", user=user.id)
    there = next((row for row in held if row.role == role), None)
    if there is not None:
        raise AlreadyApplied(there)
    if not may_combine(frozenset({Role(row.role) for row in held} | {Role(role)})):
        raise Invalid(
            Code.ROLES_DO_NOT_MIX, "One person is never both police and clinical.", fields=["role"], role=role
        )
    membership = Membership(id=membership_id or uuid7(), user=user, programme=programme, role=role)
    membership.save(force_insert=True)
    record(by, "membership.granted", membership, user=user.id, role=role)
    _access_changed(user)
    return membership


@action("membership.end", offline=NEVER)
def end_membership(*, by: Any, membership_id: UUID) -> Membership:
    """Take a role away, at once on every device of the person."""
    found = get_or_404(queries.memberships_visible_to(by), membership_id)
    user = User.objects.select_for_update().get(id=found.user_id)
    membership = lock_or_404(queries.memberships_visible_to(by), membership_id)
    allow(by, "membership.end", membership)
    if membership.until is not None:
        raise AlreadyApplied(membership)
    membership.until = now()
    membership.bump("until")
    record(by, "membership.ended", membership, user=user.id, role=membership.role)
    _access_changed(user)
    return membership


def _access_changed(user: User) -> None:
    """Count the user's access up and ring: every request and socket compares it."""
    user.access_version += 1
    user.bump("access_version")
    publish(AccessChanged(user.id, user.access_version), about=user, to=[user_stream(user.id)])


@action("session.language", offline=NEVER)
def set_language(*, by: Any, language: str) -> User:
    """Choose the language of one's own screens."""
    user = User.objects.select_for_update().get(id=by.id)
    allow(user, "session.language", user)
    if language not in User.Language.values:
        raise Invalid(Code.INVALID, "Not a language of Alongside.", fields=["language"])
    if user.language == language:
        raise AlreadyApplied(user)
    user.language = language
    user.bump("language")
    record(by, "user.language_set", user, language=language)
    return user


@action("device.register", offline=NEVER)
def register_device(*, by: Any, device_id: UUID, name: str = "", platform: str = "", app_version: str = "") -> Device:
    """Say that one uses this device, or that its app is newer. NotAllowed when it was revoked."""
    allow(by, "device.register")
    device = Device.objects.select_for_update().filter(id=device_id).first()
    if device is None:
        device = Device(id=device_id, user_id=by.id, name=name, platform=platform, app_version=app_version)
        device.last_contact_at = now()
        device.save(force_insert=True)
        record(by, "device.registered", device)
        return device
    if device.user_id != by.id:
        raise Conflict(Code.ALREADY_EXISTS, "This device is somebody's.")
    if device.revoked_at is not None:
        raise NotAllowed(Code.DEVICE_REVOKED, "This device was revoked.")
    device.name, device.platform, device.app_version = name, platform, app_version
    device.last_contact_at = now()
    device.bump("name", "platform", "app_version", "last_contact_at")
    return device


def note_op_number(user: Any, device_id: UUID, number: int) -> None:
    """Remember which operations of one's own device came. Part of every command's transaction, itself no command."""
    mine = Device.objects.filter(id=device_id, user_id=user.id)
    if mine.filter(highest_op=number - 1).update(highest_op=number):
        return
    row = mine.select_for_update().values_list("highest_op", "missing_ops").first()
    if row is None:
        return
    highest, missing = max(row[0], number), op_numbers.without(row[1], row[0], number)
    if (highest, missing) != row:
        mine.update(highest_op=highest, missing_ops=missing)


@action("device.revoke", offline=NEVER)
def revoke_device(*, by: Any, device_id: UUID, reason: str = "") -> Device:
    """Take a device away from its holder: its sign-ins end, its sockets close, its next request is refused."""
    if reason and reason not in REVOKE_REASONS:
        raise Invalid(Code.INVALID, "Not a reason.", fields=["reason"])
    found = get_or_404(queries.devices_visible_to(by), device_id)
    user = User.objects.select_for_update().get(id=found.user_id)
    device = lock_or_404(queries.devices_visible_to(by), device_id)
    allow(by, "device.revoke", device)
    if device.revoked_at is not None:
        raise AlreadyApplied(device)
    device.revoked_at = now()
    device.bump("revoked_at")
    Session.objects.filter(user_id=user.id, device_id=device.id).delete()
    record(by, "device.revoked", device, user=user.id, reason=reason)
    _access_changed(user)
    return device


@action("session.sign_out", offline=NEVER)
def note_sign_out(*, by: Any) -> User:
    """Close what a sign-in that has just ended left open."""
    user = User.objects.select_for_update().get(id=by.id)
    allow(user, "session.sign_out", user)
    record(by, "session.ended", user)
    device_id = current_op().device_id
    if device_id is not None:
        publish(SignedOut(user.id, device_id), about=user)
    _access_changed(user)
    return user


@action("user.release", offline=NEVER)
def release_lockout(*, by: Any, user_id: UUID) -> User:
    """Let somebody sign in again who was locked out by wrong passwords. Not one's own account."""
    user = lock_or_404(queries.visible_to(by), user_id)
    allow(by, "user.release", user)
    gone, _ = AccessAttempt.objects.filter(username=user.email).delete()
    if not gone:
        raise AlreadyApplied(user)
    user.bump()
    record(by, "user.released", user, attempts=gone)
    return user


@action("user.change", offline=NEVER)
def set_active(*, by: Any, user_id: UUID, is_active: bool) -> User:
    """Close an account or open it again. Closing ends all its sign-ins. Not one's own account."""
    user = lock_or_404(queries.visible_to(by), user_id)
    allow(by, "user.change", user)
    if user.is_active == is_active:
        raise AlreadyApplied(user)
    user.is_active = is_active
    user.bump("is_active")
    if not is_active:
        Session.objects.filter(user_id=user.id).delete()
    record(by, "user.opened" if is_active else "user.closed", user)
    _access_changed(user)
    return user
