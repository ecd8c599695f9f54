"""Read accounts: who is here, what each of them follows, and what may be known of an account."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q, QuerySet, Sum

from apps.access import Role, may, trim
from apps.access.roles import BOARD
from apps.accounts.models import Agency, Device, Membership, Programme, SignInLink, User
from apps.accounts.policies import CLASS_OF
from apps.common.clock import now, shift, stamp
from apps.outbox.publish import board_stream, user_stream
from apps.outbox.streams import epoch

SYSTEM_ID: Final = UUID("00000000-0000-7000-8000-000000000001")
LINK_LIFE: Final = timedelta(hours=72)
"""How long a one-time link works (product §7 uses the same for partners' links)."""
RESET_LIFE: Final = timedelta(hours=24)
"""How long a link to a new password works: whoever asked for it is at work now. Unverified default."""


def system_actor() -> User:
    """Who acts in sweeps and handlers."""
    return User.objects.get(id=SYSTEM_ID)


def streams_of(user: User) -> list[str]:
    """The streams this person may follow: their own, and the programme's board for those who see it."""
    streams = [user_stream(user.id)]
    if user.programme_id and user.roles & BOARD:
        streams.append(board_stream(user.programme_id))
    return streams


def with_standing(people: "QuerySet[User]") -> list[User]:
    """These people with programme and roles read, in one query for all instead of one for each."""
    found = list(people)
    open_ones = Membership.objects.filter(user_id__in=[user.id for user in found], until__isnull=True)
    held = open_ones.order_by("since", "id").values_list("user_id", "programme_id", "role")
    rows: dict[UUID, list[tuple[UUID, str]]] = {}
    for user_id, programme_id, role in held:
        rows.setdefault(user_id, []).append((programme_id, role))
    for user in found:
        user.know_standing(rows.get(user.id, []))
    return found


def visible_to(user: User) -> QuerySet[User]:
    """The people this person may know of: colleagues in the programme; an administrator also its agencies' staff."""
    people = User.objects.filter(kind=User.Kind.PERSON)
    if user.is_system:
        return people
    if user.programme_id is None:
        return people.filter(id=user.id)
    seen = Q(id=user.id) | Q(id__in=_members(user.programme_id))
    if may(user, "admin.read"):
        seen |= Q(agency__partnerships__programme_id=user.programme_id)
    return people.filter(Q(id__in=User.objects.filter(seen).values("id")))


def members(programme_id: UUID, roles: Iterable[Role] = Role) -> QuerySet[User]:
    """The active people who hold one of these roles in this programme now."""
    return User.objects.filter(id__in=_members(programme_id, roles), is_active=True)


def _members(programme_id: UUID, roles: Iterable[Role] = Role) -> QuerySet[Membership, UUID]:
    open_ones = Membership.objects.filter(programme_id=programme_id, until__isnull=True)
    return open_ones.filter(role__in=[str(role) for role in roles]).values_list("user_id", flat=True)


def memberships_visible_to(user: User) -> QuerySet[Membership]:
    """Roles held in this person's programme; the system sees all."""
    rows = Membership.objects.all()
    if user.is_system:
        return rows
    return rows.filter(programme_id=user.programme_id) if user.programme_id else rows.none()


def programmes_visible_to(user: User) -> QuerySet[Programme]:
    """The programme this person works in; the system sees all."""
    rows = Programme.objects.all()
    if user.is_system:
        return rows
    return rows.filter(id=user.programme_id) if user.programme_id else rows.none()


def zone_of(programme_id: UUID | None) -> ZoneInfo:
    """The programme's time zone; UTC without a programme."""
    if programme_id is None:
        return ZoneInfo("UTC")
    return ZoneInfo(Programme.objects.values_list("time_zone", flat=True).get(id=programme_id))


def agencies_visible_to(user: User) -> QuerySet[Agency]:
    """Partners of this person's programme, and agencies that are in none yet; the system sees all."""
    rows = Agency.objects.all()
    if user.is_system:
        return rows
    if user.programme_id is None:
        return rows.none()
    mine = Q(partnerships__programme_id=user.programme_id) | Q(partnerships__isnull=True)
    return rows.filter(id__in=Agency.objects.filter(mine).values("id"))


def devices_visible_to(user: User) -> QuerySet[Device]:
    """One's own devices, and for those who may revoke them also those of the programme's people."""
    rows = Device.objects.all()
    if user.is_system:
        return rows
    if user.programme_id is None or not may(user, "device.revoke"):
        return rows.filter(user_id=user.id)
    return rows.filter(Q(user_id=user.id) | Q(user_id__in=_members(user.programme_id)))


def devices_as_seen_by(user: User, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Devices as their holder sees them, whole, and as others do, by class."""
    seen = {}
    for row in devices_visible_to(user).filter(id__in=list(ids)):
        data = {
            "id": str(row.id),
            "version": row.version,
            "user": str(row.user_id),
            "name": row.name,
            "platform": row.platform,
            "app_version": row.app_version,
            "last_contact_at": stamp(row.last_contact_at),
            "highest_op": row.highest_op,
            "revoked_at": stamp(row.revoked_at),
        }
        seen[row.id] = data if row.user_id == user.id else trim(user, row, data, CLASS_OF["Device"])
    return seen


def clock_offset_of(user: Any, device_id: UUID) -> int | None:
    """Milliseconds that this device of this person is ahead of our clock, as measured at its last hello."""
    return Device.objects.filter(id=device_id, user_id=user.id).values_list("clock_offset_ms", flat=True).first()


def op_numbers_of(device_ids: Sequence[UUID]) -> dict[UUID, tuple[int, list[list[int]]]]:
    """Device -> the highest number of an operation of it that was ever answered here, and what is left out below."""
    rows = Device.objects.filter(id__in=device_ids).values_list("id", "highest_op", "missing_ops")
    return {device: (highest, missing) for device, highest, missing in rows}


def is_any_revoked(device_ids: Iterable[UUID]) -> bool:
    """Whether one of these devices was taken away from its holder."""
    wanted = list(device_ids)
    return bool(wanted) and Device.objects.filter(id__in=wanted, revoked_at__isnull=False).exists()


def is_known_device(user_email: str, device_id: UUID) -> bool:
    """Whether this account has signed in on this device before, and still may."""
    return Device.objects.filter(
        id=device_id, user__email=user_email, revoked_at__isnull=True, user__is_active=True
    ).exists()


def open_link(token_hash: str) -> SignInLink | None:
    """The one-time link with this hash that still works, or None."""
    links = SignInLink.objects.select_related("user").filter(used_at__isnull=True, expires_at__gt=now())
    return links.filter(token_hash=token_hash, user__is_active=True).first()


def invitations(user: User) -> list[SignInLink]:
    """First links of this person's programme that nobody has used, newest of each person; some are over."""
    people = visible_to(user).filter(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    links = SignInLink.objects.filter(user__in=people, used_at__isnull=True, purpose=SignInLink.Purpose.WELCOME)
    newest = links.order_by("user_id", "-created_at", "-id").distinct("user_id")
    return sorted(newest.select_related("user"), key=lambda link: link.expires_at)


def failed_attempts(email: str) -> int:
    """Wrong passwords counted against this account from any one kind of source; the largest of them."""
    by_source = AccessAttempt.objects.filter(username=email).values("user_agent")
    counts = by_source.annotate(total=Sum("failures_since_start")).values_list("total", flat=True)
    return max(counts, default=0)


def is_locked_out(user: User) -> bool:
    """Whether sign-in is locked from some kind of source until a supervisor releases it."""
    return failed_attempts(user.email) >= settings.AXES_FAILURE_LIMIT


def locked_out(user: User) -> list[dict[str, str]]:
    """Who of this person's programme is locked out now."""
    tried = AccessAttempt.objects.values_list("username", flat=True)
    people = visible_to(user).filter(is_active=True, email__in=list(tried.order_by().distinct()))
    return [{"id": str(who.id), "name": who.name} for who in people.order_by("name", "id") if is_locked_out(who)]


def me(user: User) -> dict[str, Any]:
    """Who is signed in, as the app keeps it: names, roles, programme, and what to follow."""
    agency, programme = user.agency, programmes_visible_to(user).first()
    return {
        "id": str(user.id),
        "name": user.name,
        "short_name": user.get_short_name(),
        "language": user.language,
        "roles": sorted(user.roles),
        "agency": agency and {"id": str(agency.id), "name": agency.name, "kind": agency.kind},
        "programme": programme
        and {
            "id": str(programme.id),
            "name": programme.name,
            "time_zone": programme.time_zone,
            "consent": consenting_of(programme),
        },
        "access_version": user.access_version,
        "epoch": str(epoch()),
        "server_time": stamp(now()),
        "clock_shift_s": round(shift().total_seconds()),
        "streams": streams_of(user),
        "app_version": settings.RELEASE,
        "device": keeping_of(programme),
    }


LEASE_HOURS = 24  # two shifts: longer without contact than any shift lasts, shorter than a lost phone stays unnoticed
LOCK_MINUTES = {"phone": 5, "desk": 30}  # product §11: 30 min idle on desktops, shorter on phones


def keeping_of(programme: Programme | None) -> dict[str, Any]:
    """How devices are kept: lease in hours, lock in minutes without a touch, telephone of the unlock desk."""
    chosen = programme.settings if programme else {}
    desk = chosen.get("unlock_desk")
    return {
        "lease_hours": whole_setting(chosen.get("lease_hours"), LEASE_HOURS, 24 * 14),
        "lock_minutes": {
            "phone": whole_setting(chosen.get("lock_minutes_phone"), LOCK_MINUTES["phone"], 60),
            "desk": whole_setting(chosen.get("lock_minutes_desk"), LOCK_MINUTES["desk"], 120),
        },
        "unlock_desk": desk[:40] if isinstance(desk, str) else "",
    }


MAJORITY: Final = 18
"""Years: the age of majority in nearly all states."""
CONSENT_DAYS: Final = 366
"""The longest a consent runs. Unverified default: 42 CFR 2.31(a)(7) asks for a day and names no longest time."""


def consenting_of(programme: Programme) -> dict[str, int]:
    """From which age somebody decides alone what others are told (18: no minor does), and for how many days at most.

    42 CFR 2.14 leaves the first to the state: a programme sets it (`minor_consent_age`), and `consent_max_days`.
    """
    return {
        "minor_age": whole_setting(programme.settings.get("minor_consent_age"), MAJORITY, MAJORITY),
        "max_days": whole_setting(programme.settings.get("consent_max_days"), CONSENT_DAYS, 3_660),
    }


def whole_setting(chosen: Any, default: int, most: int) -> int:
    """A setting that is a whole number from 1 to `most`; anything else is the default."""
    return chosen if isinstance(chosen, int) and not isinstance(chosen, bool) and 1 <= chosen <= most else default
