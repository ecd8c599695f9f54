"""Routes of plans. Each is one action, or one query."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from apps.access import allow
from apps.audit.record import viewed
from apps.common.api import DeclaredQueryView
from apps.common.lookup import get_or_404
from apps.outbox.api import CommandView
from apps.people.actions import plan as writing
from apps.people.actions import plan_basis as basis
from apps.people.actions import plan_field as field
from apps.people.actions import plan_owner as owner
from apps.people.api.plan_bodies import (
    ConsentBody,
    DraftBody,
    EndBody,
    HandOverBody,
    NoteBody,
    SuggestBody,
    ThreatBody,
    WeighBody,
    WordsBody,
)
from apps.people.api.serializers import ReasonBody
from apps.people.models import Person, Plan
from apps.people.queries.plan import basis_of_view, plans_visible_to
from apps.people.queries.plan_editor import desk, editor
from apps.people.queries.scope import visible_to


class Plans(DeclaredQueryView):
    """What this person may write, and what needs him."""

    action: ClassVar[str] = "plan.read"

    def get(self, request: Request) -> Response:
        """Rows he may not know of are not there; whoever writes no plans has none."""
        by: Any = request.user
        return Response(desk(by))


class _ReadOrWrite(CommandView):
    """Reading and writing are two things that one may do."""

    @property
    def action(self) -> str:
        """By what is asked."""
        request: Any = getattr(self, "request", None)
        return "plan.read" if request is not None and request.method in {"GET", "HEAD"} else super().action


class OnePlan(_ReadOrWrite):
    """One version in the editor; write in it while it is a draft."""

    command = staticmethod(writing.change_plan)
    body = WordsBody
    http_method_names = ["get", "patch", "head", "options"]  # noqa: RUF012  (declared so by Django)

    def get(self, request: Request, plan_id: UUID) -> Response:
        """Beside the one in force, with notes and suggestions. A recorded view."""
        by: Any = request.user
        with transaction.atomic():
            plan = get_or_404(plans_visible_to(by).select_related("person"), plan_id)
            allow(by, "plan.read", plan)
            viewed(by, Plan.KIND, [plan.id], basis_of_view(by, plan.person_id))
            return Response(editor(by, plan.person, plan))

    def patch(self, request: Request, **url: Any) -> Response:
        """Write."""
        return self.post(request, **url)

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """Everything in the body is a field."""
        return {**url, "fields": data}


class PersonsPlans(_ReadOrWrite):
    """All versions of one person; begin the next."""

    command = staticmethod(writing.draft_plan)
    body = DraftBody

    def get(self, request: Request, person_id: UUID) -> Response:
        """The newest version, or an empty editor."""
        by: Any = request.user
        with transaction.atomic():
            person = get_or_404(visible_to(by), person_id)
            allow(by, "plan.read", person)
            newest = plans_visible_to(by).filter(person=person).order_by("-number").first()
            viewed(by, Person.KIND, [person.id], basis_of_view(by, person.id))
            return Response(editor(by, person, newest))

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """The rest of the body is fields."""
        return {**url, "plan_id": data.pop("id"), "fields": data}


class Submit(CommandView):
    """Ask for approval."""

    command = staticmethod(writing.submit_plan)


class Approve(CommandView):
    """To the field."""

    command = staticmethod(writing.approve_plan)


class SendBack(CommandView):
    """Not yet."""

    command = staticmethod(writing.send_back)
    body = ReasonBody


class Withdraw(CommandView):
    """Take it back."""

    command = staticmethod(writing.withdraw_plan)
    body = ReasonBody


class HandOverPlan(CommandView):
    """It becomes another's."""

    command = staticmethod(owner.hand_over)
    body = HandOverBody

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """Whose."""
        return {**url, "owner_id": data["owner"]}


class Take(CommandView):
    """Its new owner has it."""

    command = staticmethod(owner.take)


class AddNote(CommandView):
    """An internal note."""

    command = staticmethod(writing.add_note)
    body = NoteBody

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """The id is the note's."""
        return {**url, "note_id": data["id"], "text": data["text"]}


class Suggest(CommandView):
    """What the field would change."""

    command = staticmethod(field.suggest)
    body = SuggestBody

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """The id is the suggestion's."""
        return {**url, "suggestion_id": data.pop("id"), **data}


class View(CommandView):
    """The card was opened."""

    command = staticmethod(field.view_plan)


class Weigh(CommandView):
    """Take in or leave out."""

    command = staticmethod(field.weigh)
    body = WeighBody


class Consent(CommandView):
    """The person agreed."""

    command = staticmethod(basis.record_consent)
    body = ConsentBody

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """The id is the basis's."""
        return {**url, "basis_id": data.pop("id"), **data}


class Threat(CommandView):
    """A clinician states a serious threat."""

    command = staticmethod(basis.state_threat)
    body = ThreatBody

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """The id is the basis's."""
        return {**url, "basis_id": data.pop("id"), "incident_id": data.pop("incident"), **data}


class EndBasis(CommandView):
    """It is taken back, or over."""

    command = staticmethod(basis.end_basis)
    body = EndBody

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """One, or all consents."""
        return {**url, **({"basis_id": data["id"]} if "id" in data else {})}


_ONE, _PERSON = "plans/<uuid:plan_id>", "people/<uuid:person_id>"

urlpatterns = [
    path("plans", Plans.as_view()),
    path(_ONE, OnePlan.as_view()),
    path(f"{_ONE}/submit", Submit.as_view()),
    path(f"{_ONE}/approve", Approve.as_view()),
    path(f"{_ONE}/send-back", SendBack.as_view()),
    path(f"{_ONE}/withdraw", Withdraw.as_view()),
    path(f"{_ONE}/hand-over", HandOverPlan.as_view()),
    path(f"{_ONE}/take", Take.as_view()),
    path(f"{_ONE}/notes", AddNote.as_view()),
    path(f"{_ONE}/suggest", Suggest.as_view()),
    path(f"{_ONE}/viewed", View.as_view()),
    path("plan-suggestions/<uuid:suggestion_id>/weigh", Weigh.as_view()),
    path(f"{_PERSON}/plans", PersonsPlans.as_view()),
    path(f"{_PERSON}/consent", Consent.as_view()),
    path(f"{_PERSON}/threat", Threat.as_view()),
    path(f"{_PERSON}/basis/end", EndBasis.as_view()),
]
