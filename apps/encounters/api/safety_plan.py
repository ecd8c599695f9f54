"""Commands and reads of safety plans."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from apps.access import allow
from apps.audit.record import viewed
from apps.common.api import DeclaredQueryView
from apps.common.lookup import get_or_404
from apps.encounters import actions, queries
from apps.encounters.api.forms_bodies import GiveBody, PlanBody
from apps.encounters.models import SafetyPlan
from apps.encounters.plan_print import printed
from apps.outbox.api import CommandView


class WriteForPerson(CommandView):
    """A version of somebody's plan."""

    command = staticmethod(actions.write_safety_plan)
    body = PlanBody

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """The encounter is named in the body, the person in the address."""
        rest = dict(data)
        return {**url, "encounter_id": rest.pop("encounter", None), **rest}


class WriteForEncounter(WriteForPerson):
    """The plan of somebody of whom nobody knows yet who it is."""

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """The encounter is the one in the address."""
        return {**super().arguments(data), **url}


class Give(CommandView):
    """It was read, printed, or goes as a link."""

    command = staticmethod(actions.give_safety_plan)
    body = GiveBody


class Revoke(CommandView):
    """Close a link."""

    command = staticmethod(actions.revoke_link)


def _seen(request: Request, plan_id: Any) -> SafetyPlan:
    """The plan, for somebody who may read it; that it was shown is recorded."""
    by: Any = request.user
    plan = get_or_404(queries.safety_plans_visible_to(by).select_related("encounter"), plan_id)
    allow(by, "safety_plan.read", plan)
    viewed(by, SafetyPlan.KIND, [plan.id], queries.plan_basis_of(by, plan))
    return plan


class OneSafetyPlan(DeclaredQueryView):
    """One version of a plan."""

    action = "safety_plan.read"

    def get(self, request: Request, **url: Any) -> Response:
        """As this person may see it."""
        with transaction.atomic():
            plan = _seen(request, url["plan_id"])
            return Response(queries.safety_plans_as_seen_by(request.user, [plan.id])[plan.id])


class PlanPage(DeclaredQueryView):
    """One page to print."""

    action = "safety_plan.read"

    def get(self, request: Request, **url: Any) -> HttpResponse:
        """The PDF; made in memory, kept nowhere."""
        with transaction.atomic():
            plan = _seen(request, url["plan_id"])
        response = HttpResponse(printed(plan.parts, plan.language), content_type="application/pdf")
        response["Cache-Control"] = "no-store"
        response["Content-Disposition"] = 'inline; filename="my-plan.pdf"'
        return response
