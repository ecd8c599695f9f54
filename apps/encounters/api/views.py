"""Routes of the visit. Each is one action, or one query."""

from typing import Any
from uuid import UUID

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from apps.access import allow
from apps.audit.record import viewed
from apps.common.api import checked
from apps.common.errors import Code, Invalid
from apps.common.lookup import get_or_404
from apps.encounters import actions, queries
from apps.encounters.api.bodies import PARTS, AmendBody, BeginBody, ForceBody, VisitBody
from apps.encounters.models import Encounter
from apps.outbox.api import CommandView


class OneEncounter(CommandView):
    """GET: the visit as this person may see it now. PATCH: write some fields of the clinician's part."""

    command = staticmethod(actions.write)
    body = VisitBody
    partial = True
    http_method_names = ["get", "patch", "head", "options"]  # noqa: RUF012  (declared so by Django)

    @property
    def action(self) -> str:
        """Reading and writing are two things that one may do."""
        request: Any = getattr(self, "request", None)
        return "encounter.read" if request is not None and request.method in {"GET", "HEAD"} else super().action

    def get(self, request: Request, encounter_id: UUID) -> Response:
        """One visit; the view is recorded with its basis."""
        by: Any = request.user
        with transaction.atomic():
            encounter = get_or_404(queries.visible_to(by), encounter_id)
            allow(by, "encounter.read", encounter)
            viewed(by, Encounter.KIND, [encounter.id], queries.basis_of(by, encounter))
            return Response(queries.as_seen_by(by, [encounter.id])[encounter.id])

    def patch(self, request: Request, **url: Any) -> Response:
        """Write some fields."""
        return self.post(request, **url)

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """Everything in the body is a field."""
        return {**url, "fields": data}


class Begin(CommandView):
    """A team is with somebody."""

    command = staticmethod(actions.begin)
    body = BeginBody


class ReportForce(CommandView):
    """The officer's part."""

    command = staticmethod(actions.report_force)
    body = ForceBody

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """The whole of it is what was said."""
        return {**url, "said": data}


class Sign(CommandView):
    """It stands as it is."""

    command = staticmethod(actions.sign)


class Amend(CommandView):
    """A later word on one field."""

    command = staticmethod(actions.amend)
    body = AmendBody

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """The value is checked as the field itself would be."""
        body, name = PARTS[data["part"]], data["field"]
        if name not in body().fields:
            raise Invalid(Code.INVALID, "No such field of this part.", fields=["field"])
        try:
            value = checked(body, {name: data["value"]}, partial=True)[name]
        except Invalid as error:
            raise Invalid(error.code, error.message, fields=["value"]) from error
        return {**url, **data, "value": value}
