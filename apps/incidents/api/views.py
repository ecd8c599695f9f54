"""Commands about incidents. Reads are in reads.py."""

from typing import Any

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from apps.access import allow
from apps.audit.record import viewed
from apps.common.lookup import get_or_404
from apps.incidents import actions, queries
from apps.incidents.api.serializers import (
    AnswerBody,
    CloseBody,
    DuplicateBody,
    FieldsBody,
    LevelBody,
    OpenBody,
    ReasonBody,
    RemarkBody,
    StagingBody,
    ToldBody,
)
from apps.incidents.models import Incident
from apps.outbox.api import CommandView


class OpenIncident(CommandView):
    """A call comes in, or a team meets somebody."""

    command = staticmethod(actions.open_incident)
    body = OpenBody

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """The id and where it comes from; everything else is a field."""
        rest = dict(data)
        return {"id": rest.pop("id"), "source": rest.pop("source", ""), "fields": rest}


class OneIncident(CommandView):
    """GET: the incident as this person may see it now. PATCH: write some fields."""

    command = staticmethod(actions.change_incident)
    body = FieldsBody
    partial = True

    @property
    def action(self) -> str:
        """Reading and writing are two things that one may do."""
        request: Any = getattr(self, "request", None)
        return "incident.read" if request is not None and request.method in {"GET", "HEAD"} else super().action

    http_method_names = ["get", "patch", "head", "options"]  # noqa: RUF012  (declared so by Django)

    def get(self, request: Request, **url: Any) -> Response:
        """One incident; the view is recorded with its basis."""
        by: Any = request.user
        with transaction.atomic():
            incident = get_or_404(queries.visible_to(by), url["incident_id"])
            allow(by, "incident.read", incident)
            viewed(by, Incident.KIND, [incident.id], queries.basis_of(by, incident.id))
            return Response(queries.as_seen_by(by, [incident.id])[incident.id])

    def patch(self, request: Request, **url: Any) -> Response:
        """Write some fields."""
        return self.post(request, **url)

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """Everything in the body is a field."""
        return {**url, "fields": data}


class AnswerItems(CommandView):
    """What was said to one item of triage, or to several at one stroke."""

    command = staticmethod(actions.answer_items)
    body = AnswerBody

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """One item is a map of one."""
        answers = data["answers"] if "answers" in data else {data["item"]: data["answer"]}
        return {**url, "answers": answers, "detail": data.get("detail")}


class DecideLevel(CommandView):
    """Stand by the level."""

    command = staticmethod(actions.decide_level)


class OverrideLevel(CommandView):
    """Set another level."""

    command = staticmethod(actions.override_level)
    body = LevelBody


class SetStaging(CommandView):
    """Wait at a safe point, or do not."""

    command = staticmethod(actions.set_staging)
    body = StagingBody


class AddRemark(CommandView):
    """Say something to everybody on it."""

    command = staticmethod(actions.add_remark)
    body = RemarkBody


class NoteTold(CommandView):
    """Somebody outside was told."""

    command = staticmethod(actions.note_told)
    body = ToldBody


class CloseIncident(CommandView):
    """It is over."""

    command = staticmethod(actions.close_incident)
    body = CloseBody


class ReopenIncident(CommandView):
    """It is not over."""

    command = staticmethod(actions.reopen_incident)
    body = ReasonBody


class LinkDuplicate(CommandView):
    """It is another one, told twice."""

    command = staticmethod(actions.link_duplicate)
    body = DuplicateBody
