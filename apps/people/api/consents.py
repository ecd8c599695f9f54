"""Routes of consents. Each is one action, or one query."""

from typing import Any, Final

from django.db import transaction
from django.http import HttpResponse
from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.access import allow
from apps.audit.record import viewed
from apps.common.api import DeclaredQueryView, StrictSerializer
from apps.common.bodies import Id, Text, YesNo, optional_text
from apps.common.lookup import get_or_404
from apps.outbox.api import CommandView
from apps.people import queries
from apps.people.actions import consent
from apps.people.consent_print import printed
from apps.people.consent_rules import RECIPIENTS, is_signature
from apps.people.models import Consent
from apps.people.queries.consent import (
    consent_basis_of,
    consents_as_seen_by,
    consents_of,
    consents_visible_to,
)

WAYS_BACK: Final = ("told", "written", "called")
"""How a person takes a consent back."""


class _Recipient(StrictSerializer):
    """A place of the directory, or places as the person names them."""

    service = Id(allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), "name": Text(300)}

    def to_internal_value(self, data: Any) -> Any:
        """As it is kept: an id is its letters."""
        found = super().to_internal_value(data)
        return {"service": str(found["service"]) if found["service"] else None, "name": found["name"]}


class _Strokes(serializers.JSONField):
    """A drawn signature; too many strokes are refused before they are looked at."""

    def to_internal_value(self, data: Any) -> Any:
        if not is_signature(data):
            raise serializers.ValidationError("not a signature")
        return data


class GiveBody(StrictSerializer):
    """What the person agreed to, each element by name."""

    id = Id()
    person = Id(required=False, allow_null=True)
    encounter = Id(required=False, allow_null=True)
    replaces = Id(required=False, allow_null=True)
    decided_by = serializers.ChoiceField(choices=Consent.DecidedBy.choices)
    decider_name = Text(120)
    discloser = Text(200)
    recipients = serializers.ListField(child=_Recipient(), min_length=1, max_length=RECIPIENTS)
    what = serializers.ListField(child=serializers.ChoiceField(choices=Consent.What.choices), min_length=1)
    purpose = serializers.ChoiceField(choices=Consent.Purpose.choices, default=Consent.Purpose.CARE)
    purpose_words = optional_text(200)
    is_sud = YesNo(default=False)
    until = serializers.DateField()
    how = serializers.ChoiceField(choices=Consent.How.choices)
    signature = _Strokes(required=False, allow_null=True)
    typed_name = optional_text(120)
    witness = optional_text(120)
    language = serializers.RegexField(r"^(en|es)$", max_length=2)
    wording = Text(16)


class WithdrawBody(StrictSerializer):
    """How it was taken back."""

    how = serializers.ChoiceField(choices=WAYS_BACK)


class GiveConsent(CommandView):
    """A person agrees."""

    command = staticmethod(consent.give_consent)
    body = GiveBody

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """Whose it is by the ids; everything else is what was said."""
        rest = {"purpose_words": "", "signature": None, "typed_name": "", "witness": "", **data}
        ids = {name: rest.pop(name, None) for name in ("id", "replaces")}
        whose = {f"{name}_id": rest.pop(name, None) for name in ("person", "encounter")}
        return {**ids, **whose, "said": rest}


class WithdrawConsent(CommandView):
    """The person takes it back."""

    command = staticmethod(consent.withdraw_consent)
    body = WithdrawBody


class ConsentCopy(DeclaredQueryView):
    """The person's own copy, in the language that it was read in."""

    action = "consent.read"

    def get(self, request: Request, **url: Any) -> HttpResponse:
        """The PDF; made in memory, kept nowhere. That it was made is on the record."""
        by: Any = request.user
        with transaction.atomic():
            rows = consents_visible_to(by).select_related("taken_by", "programme", "replaced_by")
            row = get_or_404(rows, url["consent_id"])
            allow(by, self.action, row)
            viewed(by, Consent.KIND, [row.id], consent_basis_of(by, row), action="consent.copy")
        response = HttpResponse(printed(row), content_type="application/pdf")
        response["Cache-Control"] = "no-store"
        response["Content-Disposition"] = 'inline; filename="my-copy.pdf"'
        return response


class PersonsConsents(DeclaredQueryView):
    """All that one person agreed to, by any record of theirs."""

    action = "consent.read"

    def get(self, request: Request, **url: Any) -> Response:
        """Newest first, also those that no longer count; a recorded view."""
        by: Any = request.user
        with transaction.atomic():
            person = get_or_404(queries.visible_to(by), url["person_id"])
            allow(by, self.action, person)
            ids = list(consents_of(by, person.id).values_list("id", flat=True))
            viewed(by, Consent.KIND, ids, queries.basis_of(by, person.id))
            shown = consents_as_seen_by(by, ids)
            return Response({"consents": [shown[one] for one in ids if one in shown]})


urlpatterns = [
    path("consents", GiveConsent.as_view()),
    path("consents/<uuid:consent_id>/withdraw", WithdrawConsent.as_view()),
    path("consents/<uuid:consent_id>/copy.pdf", ConsentCopy.as_view()),
    path("people/<uuid:person_id>/consents", PersonsConsents.as_view()),
]
