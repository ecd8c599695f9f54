"""Programmes, agencies, people who work in them, and the devices they carry."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.module_loading import import_string

from apps.access import Role, may
from apps.common.clock import now
from apps.common.models import Base


class Programme(Base):
    """The partnership that shares a board: the tenant of incidents, teams and people."""

    KIND: ClassVar[str] = "programme"

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(unique=True)
    time_zone = models.CharField(max_length=64, default="America/Los_Angeles")
    settings = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name


class Agency(Base):
    """A person's employer: dispatch centre, police department, or provider of care."""

    KIND: ClassVar[str] = "agency"

    class Kind(models.TextChoices):
        CENTRE = "centre"
        POLICE = "police"
        PROVIDER = "provider"

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=8, choices=Kind)

    class Meta:
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name


class Partnership(Base):
    """That an agency takes part in a programme."""

    KIND: ClassVar[str] = "partnership"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="partnerships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="partnerships")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme", "agency"], name="one_partnership")]

    def __str__(self) -> str:
        return f"{self.agency} in {self.programme}"


class UserManager(BaseUserManager["User"]):
    """Finds people by e-mail, however it was typed."""

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=(email or "").strip())


class User(AbstractBaseUser, Base):
    """A person who works here, or a system actor that sweeps and handlers act as."""

    KIND: ClassVar[str] = "user"

    class Kind(models.TextChoices):
        PERSON = "person"
        SYSTEM = "system"

    class Language(models.TextChoices):
        EN = "en"
        ES = "es"

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=40, blank=True)
    phone = models.CharField(max_length=32, blank=True, help_text="work phone, for colleagues")
    language = models.CharField(max_length=2, choices=Language, default=Language.EN)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="users")
    skills = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.PERSON)
    access_version = models.PositiveIntegerField(default=1)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.name

    @cached_property
    def _standing(self) -> tuple[UUID | None, frozenset[Role]]:
        """The programme in force and the roles held there. One query, kept for this object's life."""
        rows = self.memberships.filter(until__isnull=True).order_by("since", "id")
        return self._stand(list(rows.values_list("programme_id", "role")) if not self.is_system else [])

    def _stand(self, rows: Sequence[tuple[UUID, str]]) -> tuple[UUID | None, frozenset[Role]]:
        if self.is_system:
            return None, frozenset({Role.SYSTEM})
        if not rows:
            return None, frozenset()
        programme_id = rows[0][0]
        return programme_id, frozenset(Role(role) for where, role in rows if where == programme_id)

    def know_standing(self, rows: Sequence[tuple[UUID, str]]) -> None:
        """Take (programme, role) of the open memberships, oldest first, from whoever read them for many people."""
        self.__dict__["_standing"] = self._stand(rows)

    @property
    def programme_id(self) -> UUID | None:
        """The programme this person works in; None means that nothing is visible."""
        return self._standing[0]

    @property
    def roles(self) -> frozenset[Role]:
        """What this person does in that programme."""
        return self._standing[1]

    @property
    def is_system(self) -> bool:
        """Whether this is a sweep or a handler, not a person."""
        return self.kind == self.Kind.SYSTEM

    @property
    def is_staff(self) -> bool:
        """Whether Django admin opens: by the access table, never by a flag."""
        return self.is_active and may(self, "admin.read")

    @property
    def is_superuser(self) -> bool:
        """There are no superusers."""
        return False

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Administrators may look; what they may do is a button that calls an action."""
        return self.is_staff and ".view_" in perm

    def has_module_perms(self, app_label: str) -> bool:
        """Whether an app's section shows in the admin."""
        return self.is_staff

    def get_full_name(self) -> str:
        """Django's name for it."""
        return self.name

    def get_short_name(self) -> str:
        """What colleagues say."""
        return self.short_name or self.name.split(" ")[0]


class Membership(Base):
    """That a person has a role in a programme, since when and until when."""

    KIND: ClassVar[str] = "membership"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    since = models.DateTimeField(default=now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "programme", "role"],
                condition=models.Q(until__isnull=True),
                name="one_open_membership_per_role",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"


class Device(Base):
    """A browser on a phone or desk that a person has signed in on. Its id is made there."""

    KIND: ClassVar[str] = "device"

    class Push(models.TextChoices):
        """What the browser says about alerts while the app is closed."""

        GRANTED = "granted"
        DENIED = "denied"
        UNASKED = "default"
        UNSUPPORTED = "unsupported"

    class Wake(models.TextChoices):
        """How far the last test of waking it has got."""

        WAITING = "waiting"
        WOKEN = "woken"
        TOUCHED = "touched"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="devices")
    name = models.CharField(max_length=80, blank=True)
    platform = models.CharField(max_length=40, blank=True)
    app_version = models.CharField(max_length=40, blank=True)
    last_contact_at = models.DateTimeField(null=True)
    clock_offset_ms = models.BigIntegerField(null=True, help_text="the device's clock minus ours")
    highest_op = models.PositiveBigIntegerField(default=0)
    missing_ops = models.JSONField(default=list, help_text="ranges [first, last] that never arrived")
    revoked_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True, help_text="when it last said what follows: counts, never words")
    unsent = models.PositiveIntegerField(null=True)
    needs_you = models.PositiveIntegerField(null=True)
    free_mb = models.PositiveIntegerField(null=True)
    push = models.CharField(max_length=11, choices=Push, blank=True, help_text="whether alerts are allowed there")
    installed = models.BooleanField(null=True, help_text="whether the app is on the home screen")
    ringer_heard_at = models.DateTimeField(null=True, help_text="when the person said that the ringer is heard")
    wake_tested_at = models.DateTimeField(null=True)
    wake_result = models.CharField(max_length=7, choices=Wake, blank=True)
    woke_after_ms = models.PositiveIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "-last_contact_at"], name="device_user_contact")]

    def __str__(self) -> str:
        return self.name or self.platform


class SignInLink(Base):
    """A one-time link for a first sign-in or a new password; only its hash is kept."""

    KIND: ClassVar[str] = "sign_in_link"

    class Purpose(models.TextChoices):
        WELCOME = "welcome"
        PASSWORD = "password"  # noqa: S105  (a word)

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sign_in_links")
    token_hash = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=8, choices=Purpose, default=Purpose.WELCOME)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Session(AbstractBaseSession):
    """A sign-in. Whose it is and on which device stand beside its contents, so that it can be ended by either."""

    user_id = models.UUIDField(null=True, db_index=True)
    device_id = models.UUIDField(null=True, db_index=True)

    @classmethod
    def get_session_store_class(cls) -> Any:
        """The store that reads and writes these rows."""
        return import_string(settings.SESSION_ENGINE + ".SessionStore")
