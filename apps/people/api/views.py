"""Commands about people's records."""

from typing import Any
from uuid import UUID

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from apps.access import allow
from apps.audit.record import viewed
from apps.common.api import DeclaredQueryView, checked
from apps.common.clock import now
from apps.common.errors import NotFound
from apps.common.lookup import get_or_404
from apps.outbox.api import CommandView
from apps.people import actions, queries
from apps.people.api.serializers import (
    ChangePointBody,
    MergeBody,
    NameBody,
    PersonBody,
    PointBody,
    ReasonBody,
    SameAsBody,
    TakeOverBody,
    point_fields,
)
from apps.people.models import Person


class OnePerson(CommandView):
    """GET: the person as this viewer may see them, by any record of theirs. PATCH: write some of who they are."""

    command = staticmethod(actions.change_person)
    body = PersonBody
    partial = True
    http_method_names = ["get", "patch", "head", "options"]  # noqa: RUF012  (declared so by Django)

    @property
    def action(self) -> str:
        """Reading and writing are two things that one may do."""
        request: Any = getattr(self, "request", None)
        return "person.read" if request is not None and request.method in {"GET", "HEAD"} else super().action

    def get(self, request: Request, **url: Any) -> Response:
        """The record in force, also when another that was joined to it is asked for; the view is on the record."""
        by: Any = request.user
        with transaction.atomic():
            asked = get_or_404(queries.visible_to(by), url["person_id"])
            person = get_or_404(queries.visible_to(by), queries.root_of(asked.id))
            allow(by, "person.read", person)
            viewed(by, Person.KIND, [person.id], queries.basis_of(by, person.id))
            return Response(queries.as_seen_by(by, [person.id])[person.id])

    def patch(self, request: Request, **url: Any) -> Response:
        """Write some fields."""
        return self.post(request, **url)

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """Everything in the body is a field."""
        return {**url, "fields": data}


class AddName(CommandView):
    """Another name that they go by."""

    command = staticmethod(actions.add_name)
    body = NameBody


class AddContactPoint(CommandView):
    """A number or an address."""

    command = staticmethod(actions.add_contact_point)
    body = PointBody

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """The id and the kind; everything else is a field."""
        return {**url, "id": data["id"], "kind": data["kind"], "fields": point_fields(data)}


class ChangeContactPoint(CommandView):
    """What is safe about it now."""

    command = staticmethod(actions.change_contact_point)
    body = ChangePointBody
    partial = True
    http_method_names = ["patch", "options"]  # noqa: RUF012  (declared so by Django)

    def patch(self, request: Request, **url: Any) -> Response:
        """Write some fields."""
        return self.post(request, **url)

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """Stopping is no field."""
        return {**url, "fields": point_fields(data), "stopped": data.get("stopped")}


class SameAs(DeclaredQueryView):
    """Which other record may be this person? Names come in the body, never in an address."""

    action = "person.find_same"

    def post(self, request: Request, person_id: UUID) -> Response:
        """At most five lines, as of a match. Who was shown is on the record."""
        by: Any = request.user
        asked = checked(SameAsBody, request.data)
        with transaction.atomic():
            person = get_or_404(queries.visible_to(by), person_id)
            allow(by, self.action, person)
            rows = queries.may_be_same(by, person, asked)
            shown = [UUID(row["person"]) for row in rows]
            viewed(by, Person.KIND, [person.id, *shown], queries.basis_of(by, person.id), action=self.action)
            return Response({"rows": rows})


class MergePerson(CommandView):
    """Two records are one person."""

    command = staticmethod(actions.merge)
    body = MergeBody


class UnmergePerson(CommandView):
    """They are not."""

    command = staticmethod(actions.unmerge)
    body = ReasonBody


class TakeOver(CommandView):
    """What was written with the other belongs here."""

    command = staticmethod(actions.take_over)
    body = TakeOverBody


class Merges(DeclaredQueryView):
    """How this record was joined and taken apart."""

    action = "person.read"

    def get(self, request: Request, person_id: Any) -> Response:
        """Newest first; each with what was written with the record in force while both were one."""
        by: Any = request.user
        with transaction.atomic():
            person = queries.visible_to(by).filter(id=person_id).first()
            if person is None:
                raise NotFound
            allow(by, "person.read", person)
            viewed(by, Person.KIND, [person.id], queries.basis_of(by, person.id), action="person.merges")
            return Response({"merges": queries.merges_of(by, person.id, now())})
