"""Who works here and on what: accounts, roles, agencies, phones and desks."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.accounts import queries
from apps.accounts.models import Agency, Device, Membership, Programme, User
from apps.followups.queries import owners_without_manager
from apps.notifications.queries import with_channel, word_of
from apps.office.queries.todo import unused
from config.ops import press
from config.ops.forms import LANGUAGES, AgencyForm, InviteForm, LinkForm, RevokeForm, RoleForm
from config.ops.office import Office
from config.ops.pressing import Button


@admin.register(Programme)
class ProgrammePage(Office):
    """The administrator's own programme."""

    list_display = ("name", "time_zone", "without_manager")
    fields = ("name", "slug", "time_zone", "without_manager")
    list_links = (("Settings", "ops:settings"),)

    def rows(self, by: Any) -> QuerySet[Programme]:
        """One."""
        return queries.programmes_visible_to(by)

    @admin.display(description="cases without a case manager")
    def without_manager(self, programme: Programme) -> str:
        """Who has them meanwhile, and how many: give somebody the role, and have them taken over."""
        return ", ".join(f"{name}: {count}" for name, count in owners_without_manager(programme.id)) or "none"


@admin.register(Agency)
class AgencyPage(Office):
    """Partners of the programme."""

    empty = "No agency takes part yet."
    list_display = fields = ("name", "kind")
    ordering = ("name",)
    add = Button("add", "Add an agency", "It takes part in this programme.", press.add_agency, AgencyForm)

    def rows(self, by: Any) -> QuerySet[Agency]:
        """Partners, and agencies in no programme yet."""
        return queries.agencies_visible_to(by)


class Standing(admin.SimpleListFilter):
    """Those who cannot sign in now, and why."""

    title, parameter_name = "standing", "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """What can be asked."""
        return [("waits", "invited or locked out"), ("closed", "closed")]

    def queryset(self, request: HttpRequest, rows: QuerySet[User]) -> QuerySet[User]:
        """Those."""
        if self.value() == "closed":
            return rows.filter(is_active=False)
        if self.value() != "waits":
            return rows
        user: Any = request.user
        ids = [link.user_id for link in queries.invitations(user)] + [one["id"] for one in queries.locked_out(user)]
        return rows.filter(id__in=ids)


@admin.register(User)
class PersonPage(Office):
    """People who work here."""

    about = "Each sets the own password, by a link that only they get. Nobody here ever sees one."
    list_display = ("name", "email", "agency", "held_roles", "standing")
    list_filter = (Standing,)
    list_select_related = ("agency",)
    fields = (
        *("name", "short_name", "email", "phone", "language_words", "agency", "skills"),
        *("held_roles", "standing", "last_login"),
    )
    ordering = ("name",)
    add = Button(
        "invite", "Invite a person", "They get a link, set their password, and have the role at once.", press.invite,
        InviteForm,
    )  # fmt: skip
    buttons = (
        Button("role", "Give a role", "Not to oneself; never police and clinical.", press.grant, RoleForm),
        Button(
            "link", "Send a link to a new password", "They choose it. Earlier links stop working.", press.new_link,
            LinkForm, lambda user: user.is_active,
        ),
        Button("release", "Release the lockout", "After wrong passwords.", press.release, fits=queries.is_locked_out),
        Button(
            "close", "Close the account", "All its sign-ins end.", press.close_account, fits=lambda u: u.is_active
        ),
        Button(
            "open", "Open the account", "They may sign in again.", press.open_account, fits=lambda u: not u.is_active
        ),
    )  # fmt: skip

    def rows(self, by: Any) -> QuerySet[User]:
        """Colleagues, and the staff of partner agencies."""
        return queries.visible_to(by).prefetch_related("memberships")

    @admin.display(description="roles")
    def held_roles(self, user: User) -> str:
        """The roles in force."""
        held = [row.role.replace("_", " ") for row in user.memberships.all() if row.until is None]
        return ", ".join(sorted(held)) or "none"

    @admin.display(description="language")
    def language_words(self, user: User) -> str:
        """Its name."""
        return dict(LANGUAGES).get(user.language, user.language)

    @admin.display(description="sign-in")
    def standing(self, user: User) -> str:
        """Whether they can sign in."""
        if not user.is_active:
            return "closed"
        if queries.is_locked_out(user):
            return "locked after wrong passwords"
        return "open" if user.has_usable_password() else "invited, no password yet"


@admin.register(Membership)
class RolePage(Office):
    """Roles, in force and ended."""

    list_display = fields = ("user", "role_words", "since", "until")
    list_filter = ("role",)
    list_select_related = ("user",)
    ordering = ("-until", "user__name")
    buttons = (
        Button(
            "end", "End the role", "At once, on every device.", press.end_role, fits=lambda row: row.until is None
        ),
    )  # fmt: skip

    def rows(self, by: Any) -> QuerySet[Membership]:
        """This programme's."""
        return queries.memberships_visible_to(by).select_related("user")

    @admin.display(description="role", ordering="role")
    def role_words(self, row: Membership) -> str:
        """In words."""
        return row.role.replace("_", " ")


class Unused(admin.SimpleListFilter):
    """Phones nobody uses."""

    title, parameter_name = "use", "unused"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """What can be asked."""
        return [("yes", "unused for 60 days"), ("no", "revoked")]

    def queryset(self, request: HttpRequest, rows: QuerySet[Device]) -> QuerySet[Device]:
        """Those."""
        if self.value() == "yes":
            return rows.filter(id__in=unused(request.user).values("id"))
        return rows.filter(revoked_at__isnull=False) if self.value() == "no" else rows


@admin.register(Device)
class DevicePage(Office):
    """Devices that people carry."""

    empty = "Nobody has signed in on a phone or desk yet. Each appears here by itself."
    list_display = (
        "user",
        "platform",
        "app_version",
        "last_contact_at",
        "unsent",
        "needs_you",
        "woken",
        "revoked_at",
    )
    list_filter = (Unused,)
    fields = (
        *("user", "name", "platform", "app_version", "last_contact_at", "clock_offset_ms"),
        *("highest_op", "missing_ops"),
        *("reported_at", "unsent", "needs_you", "free_mb", "push", "installed", "ringer_heard_at"),
        *("woken", "wake_tested_at", "wake_result", "woke_after_ms", "revoked_at"),
    )
    list_select_related = ("user",)
    ordering = ("-last_contact_at",)
    buttons = (
        Button(
            "revoke", "Revoke the device", "It is signed out and destroys what it holds.", press.revoke, RevokeForm,
            lambda device: device.revoked_at is None,
        ),
    )  # fmt: skip

    def called(self, obj: Any) -> str:
        """In words."""
        return f"{obj.user}: {obj.name or obj.platform or 'device'}"

    def rows(self, by: Any) -> QuerySet[Device]:
        """The programme's people's."""
        rows: QuerySet[Device] = with_channel(queries.devices_visible_to(by)).select_related("user")
        return rows

    @admin.display(description="woken when closed")
    def woken(self, device: Any) -> str:
        """Whether it can be woken while the app is closed."""
        return word_of(device, has_channel=device.has_channel).replace("_", " ")
