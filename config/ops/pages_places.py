"""Where people can go, as the directory has it, and partners' systems. It tells of nobody who was sent there."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.common.clock import now
from apps.directory.models import Service
from apps.directory.queries import sud_to_review, visible_to
from apps.office.queries.todo import differing
from apps.referrals.actions import tokens
from apps.referrals.models import PartnerToken
from apps.referrals.queries import tokens_visible_to
from config.ops import press
from config.ops.forms import HandoffForm, SudForm, TokenForm
from config.ops.office import Office, column
from config.ops.pressing import Button


class Waits(admin.SimpleListFilter):
    """Services that somebody has to look at."""

    title, parameter_name = "what waits", "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """What can be asked."""
        return [
            ("differs", "differs from its source"), ("sud", "perhaps for substance use"),
            ("no_way", "no address for referrals"), ("gone", "its source lists it no more"),
        ]  # fmt: skip

    def queryset(self, request: HttpRequest, rows: QuerySet[Service]) -> QuerySet[Service]:
        """Those."""
        by: Any = request.user
        if self.value() == "differs":
            return rows.filter(id__in=differing(by).values("id"))
        if self.value() == "sud":
            return rows.filter(id__in=sud_to_review(by).values("id"))
        if self.value() == "no_way":
            return rows.filter(takes_referrals=True, handoff_email="", handoff_sms="", vanished_at__isnull=True)
        return rows.filter(vanished_at__isnull=False) if self.value() == "gone" else rows


@admin.register(Service)
class ServicePage(Office):
    """Services of the directory, and where they get what is sent to them."""

    empty = "The directory is empty. An import brings it in."
    about = "What field and case managers find. Addresses for referrals and the reviews are yours; facts are told."
    list_display = ("name", "organization", "status", "takes", "by_email", "sud_words", "gone")
    list_filter = (Waits, "takes_referrals")
    list_select_related = ("organization",)
    fields = (
        *("name", "organization", "source", "status", "website", "takes_referrals", "answers_within_h"),
        *("handoff_email", "handoff_sms", "handoff_fax", "handoff_how", "handoff_told_by", "handoff_by"),
        *("handoff_at", "is_sud", "sud_proposed", "sud_reviewed_by", "sud_reviewed_at", "vanished_at"),
    )
    ordering = ("name", "id")
    buttons = (
        Button("handoff", "Write where referrals go", "Said by them on the phone or on site, it counts as verified.",
               press.write_handoff, HandoffForm),
        Button("sud", "Review: substance use", "No import changes it afterwards.", press.review_sud, SudForm),
    )  # fmt: skip

    takes = column("takes_referrals", "takes referrals")
    by_email = column("handoff_email", "referrals by e-mail")
    sud_words = column("is_sud", "substance use")
    gone = column("vanished_at", "its source lists it no more")

    def rows(self, by: Any) -> QuerySet[Service]:
        """This programme's directory."""
        return visible_to(by).select_related("organization", "handoff_by", "sud_reviewed_by")


def _is_open(row: PartnerToken) -> bool:
    return row.revoked_at is None and (row.expires_at is None or row.expires_at > now())


@admin.register(PartnerToken)
class TokenPage(Office):
    """Partners' own systems. A secret is shown once, when it is made."""

    empty = "No partner’s system comes in by itself. Places answer by the links that they get."
    about = "A partner’s system reads and answers its own referrals over FHIR, and nothing else."
    list_display = ("name", "standing", "scopes", "last_used_at", "expires_at")
    fields = (
        *("name", "standing", "for_services", "scopes", "made_by", "created_at", "expires_at", "replaced_at"),
        *("revoked_at", "last_used_at"),
    )
    ordering = ("-created_at",)
    add = Button(
        "make", "Let a system in", "Its secret is shown once.", press.make_token, TokenForm, secret=tokens.new_secret
    )
    buttons = (
        Button("rotate", "Make another secret", "The old one opens for one more day.", press.rotate_token,
               fits=lambda row: _is_open(row) and row.replaced_at is None, secret=tokens.new_secret),
        Button("revoke", "Shut it out", "At once.", press.revoke_token, fits=_is_open),
    )  # fmt: skip

    def called(self, obj: Any) -> str:
        """In words."""
        return str(obj.name)

    def rows(self, by: Any) -> QuerySet[PartnerToken]:
        """This programme's."""
        return tokens_visible_to(by).select_related("made_by")

    @admin.display(description="state")
    def standing(self, row: PartnerToken) -> str:
        """Whether its secret opens."""
        if row.revoked_at is not None:
            return "revoked"
        if not _is_open(row):
            return "over"
        return "replaced, opens a while longer" if row.replaced_at else "open"

    @admin.display(description="speaks for")
    def for_services(self, row: PartnerToken) -> str:
        """Names of its places."""
        return ", ".join(Service.objects.filter(id__in=row.services).order_by("name").values_list("name", flat=True))
