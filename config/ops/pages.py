"""Django admin, thin: one door with the app, and pages that read; what changes is a button that calls an action.

There is no page for incidents, teams or anything that is said of a person: an administrator sees metadata.
"""

from typing import Any

import allauth.account.admin  # noqa: F401  (registers pages, which go again below)
import django.contrib.auth.admin  # noqa: F401  (the same)
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress, EmailConfirmation
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from apps.accounts import queries
from apps.accounts.models import Agency, Device, Membership, Programme, User
from apps.audit.models import AuditEvent
from apps.encounters.models import Disposition
from apps.encounters.queries import dispositions_visible_to
from apps.followups.queries import owners_without_manager
from apps.notifications.models import Message
from apps.notifications.queries import messages_visible_to, with_channel, word_of
from apps.outbox.models import HandlerRun
from config.ops import press
from config.ops.forms import AgencyForm, InviteForm, NewOutcomeForm, OutcomeForm, RoleForm
from config.ops.office import Button, Office


def _no_such_page(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """Django's own change of password would pass by the record; a one-time link does it."""
    raise Http404


admin.site.site_header = admin.site.site_title = "Alongside"
# The app's own sign-in: Django's form would skip the lock and, later, the second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.password_change = _no_such_page  # type: ignore[method-assign,assignment]

for _theirs in (Group, EmailAddress, EmailConfirmation):
    if admin.site.is_registered(_theirs):
        admin.site.unregister(_theirs)


@admin.register(Programme)
class ProgrammePage(Office):
    """The administrator's own programme."""

    list_display = ("name", "time_zone", "without_manager")
    fields = ("name", "slug", "time_zone", "settings", "without_manager")

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

    list_display = fields = ("name", "kind")
    add = Button("add", "Add an agency", "It takes part in this programme.", press.add_agency, AgencyForm)

    def rows(self, by: Any) -> QuerySet[Agency]:
        """Partners, and agencies in no programme yet."""
        return queries.agencies_visible_to(by)


@admin.register(User)
class PersonPage(Office):
    """People who work here."""

    list_display = ("name", "email", "agency", "held_roles", "is_active", "is_locked")
    list_filter = ("is_active",)
    list_select_related = ("agency",)
    fields = (
        *("name", "short_name", "email", "phone", "language", "agency", "skills"),
        *("held_roles", "is_active", "is_locked", "last_login"),
    )
    ordering = ("name",)
    add = Button("invite", "Invite a person", "They set their password by a one-time link.", press.invite, InviteForm)
    buttons = (
        Button("role", "Give a role", "Not to oneself; never police and clinical.", press.grant, RoleForm),
        Button("link", "Make a one-time link", "Earlier links stop working.", press.new_link),
        Button("release", "Release the lockout", "After wrong passwords.", press.release),
        Button("close", "Close the account", "All its sign-ins end.", press.close_account),
        Button("open", "Open the account", "They may sign in again.", press.open_account),
    )

    def rows(self, by: Any) -> QuerySet[User]:
        """Colleagues, and the staff of partner agencies."""
        return queries.visible_to(by).prefetch_related("memberships")

    @admin.display(description="roles")
    def held_roles(self, user: User) -> str:
        """The roles in force."""
        held = [row.role.replace("_", " ") for row in user.memberships.all() if row.until is None]
        return ", ".join(sorted(held)) or "none"

    @admin.display(description="sign-in")
    def is_locked(self, user: User) -> str:
        """Whether wrong passwords have locked sign-in."""
        return "locked after wrong passwords" if queries.is_locked_out(user) else "open"


@admin.register(Membership)
class RolePage(Office):
    """Roles, in force and ended."""

    list_display = fields = ("user", "role", "since", "until")
    list_filter = ("role",)
    list_select_related = ("user",)
    ordering = ("until", "user__name")
    buttons = (Button("end", "End the role", "At once, on every device.", press.end_role),)

    def rows(self, by: Any) -> QuerySet[Membership]:
        """This programme's."""
        return queries.memberships_visible_to(by).select_related("user")


@admin.register(Device)
class DevicePage(Office):
    """Devices that people carry."""

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
    fields = (
        *("user", "name", "platform", "app_version", "last_contact_at", "clock_offset_ms"),
        *("highest_op", "missing_ops"),
        *("reported_at", "unsent", "needs_you", "free_mb", "push", "installed", "ringer_heard_at"),
        *("woken", "wake_tested_at", "wake_result", "woke_after_ms", "revoked_at"),
    )
    list_select_related = ("user",)
    ordering = ("-last_contact_at",)
    buttons = (Button("revoke", "Revoke the device", "It is signed out and destroys what it holds.", press.revoke),)

    def rows(self, by: Any) -> QuerySet[Device]:
        """The programme's people's."""
        rows: QuerySet[Device] = with_channel(queries.devices_visible_to(by)).select_related("user")
        return rows

    @admin.display(description="woken when closed")
    def woken(self, device: Any) -> str:
        """Whether it can be woken while the app is closed."""
        return word_of(device, has_channel=device.has_channel).replace("_", " ")


@admin.register(Disposition)
class OutcomePage(Office):
    """How visits may end: words and rules. Of the visits themselves there is no page."""

    list_display = ("code", "english", "group", "position", "opens_case", "effective_from", "effective_until")
    list_filter = ("group",)
    fields = (
        *("code", "english", "spanish", "group", "position", "needs_contact", "needs_place", "transport"),
        *("opens_case", "case_rule", "effective_from", "effective_until"),
    )
    ordering = ("effective_until", "position")
    add = Button("add", "Add an outcome", "It is offered at once.", press.add_outcome, NewOutcomeForm)
    buttons = (
        Button("change", "Put another version in force", "Old visits keep the old words.", press.change_outcome,
               OutcomeForm),
        Button("retire", "Take it off the list", "Old visits keep it.", press.retire_outcome),
    )  # fmt: skip

    def rows(self, by: Any) -> QuerySet[Disposition]:
        """This programme's, every version."""
        return dispositions_visible_to(by)

    @admin.display(description="English")
    def english(self, row: Disposition) -> str:
        """Its words."""
        return str(row.text.get("en", ""))

    @admin.display(description="Spanish")
    def spanish(self, row: Disposition) -> str:
        """Its words."""
        return str(row.text.get("es", ""))


@admin.register(AuditEvent)
class RecordPage(Office):
    """Who did what and when; not what was said."""

    list_display = fields = ("at", "what", "action", "person", "kind", "how_many", "basis", "device_id")
    list_filter = ("what", "action")
    ordering = ("-id",)
    show_full_result_count = False

    def rows(self, by: Any) -> QuerySet[AuditEvent]:
        """This programme's."""
        return AuditEvent.objects.filter(programme_id=by.programme_id).order_by("-id")

    @admin.display(description="by")
    def person(self, row: AuditEvent) -> str:
        """Whose name stands behind the id."""
        found = User.objects.filter(id=row.by_id).first() if row.by_id else None
        return found.name if found else "somebody not signed in"

    @admin.display(description="objects")
    def how_many(self, row: AuditEvent) -> int:
        """How many objects it concerned."""
        return len(row.object_ids)


@admin.register(HandlerRun)
class DeadLetterPage(Office):
    """Reactions that were tried too often."""

    list_display = fields = ("event", "handler", "attempt", "error", "due_at", "status")
    ordering = ("status", "-due_at")
    buttons = (Button("requeue", "Try again", "With all its attempts.", press.requeue_run),)

    def rows(self, by: Any) -> QuerySet[HandlerRun]:
        """The dead, then those that still wait."""
        return HandlerRun.objects.exclude(status=HandlerRun.Status.DONE)


@admin.register(Message)
class MessagePage(Office):
    """What left the building, or did not: which text to whom, never a code; it has no word about anybody."""

    list_display = fields = (
        "text",
        "channel",
        "to",
        "state",
        "error",
        "attempt",
        "is_repeat",
        "sent_at",
        "delivered_at",
    )
    list_filter = ("state", "channel", "audience")
    ordering = ("-created_at",)
    buttons = (
        Button("requeue", "Send it again", "Marked as a repeat where it may have arrived.", press.requeue_message),
        Button("aside", "Put it aside", "They were told in another way, or need not be.", press.put_aside),
    )

    def rows(self, by: Any) -> QuerySet[Message]:
        """This programme's, newest first."""
        return messages_visible_to(by)
