"""Who an incident is about: ask, confirm, take back. Names come in bodies only, never in an address."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.access import allow
from apps.audit.record import viewed
from apps.common.api import DeclaredQueryView, StrictSerializer, checked
from apps.common.bodies import Id, Text, Whole, YesNo, optional_text
from apps.common.ids import uuid7
from apps.common.lookup import get_or_404
from apps.incidents import actions, queries
from apps.outbox.api import CommandView, read_op
from apps.outbox.commands import refusal, run
from apps.people import queries as people
from apps.people.api.serializers import NAME, REASON, NewPersonBody
from apps.people.models import Person


class MatchBody(StrictSerializer):
    """What the person, or somebody for them, says. What is left out is taken from the incident."""

    name = optional_text(3 * NAME)
    given = optional_text(NAME)
    family = optional_text(NAME)
    second_family = optional_text(NAME)
    called = optional_text(NAME)
    date_of_birth = serializers.DateField(required=False, allow_null=True)
    birth_year = Whole(min_value=1_000, max_value=9_999, required=False, allow_null=True)
    age = Whole(min_value=0, max_value=130, required=False, allow_null=True)
    call_back = optional_text(40)
    place = optional_text(200)


class LinkBody(StrictSerializer):
    """Somebody known, somebody new, or nobody that can be known: one of them."""

    person = Id(required=False)
    new = serializers.DictField(required=False)
    none = YesNo(required=False)

    def validate(self, attrs: Mapping[str, Any]) -> dict[str, Any]:
        if sum(("person" in attrs, "new" in attrs, attrs.get("none") is True)) != 1:
            raise serializers.ValidationError({"person": "one of person, new, none"})
        return dict(attrs)


class UnlinkBody(StrictSerializer):
    """Why it is not this person."""

    reason = Text(REASON)


class MatchPerson(DeclaredQueryView):
    """Who may this be? Counted, and on the record; nothing of it is kept on the device that asks."""

    action: ClassVar[str] = "incident.match"
    body = MatchBody

    def post(self, request: Request, incident_id: UUID) -> Response:
        """At most five lines, nearest first: name, age band, why, how near; and how many looks are used."""
        by: Any = request.user
        asked = checked(self.body, request.data)
        answer = run(
            actions.match_person, by=by, key=uuid7(), op=read_op(request), incident_id=incident_id, asked=asked
        )
        if not answer.is_done or answer.object_id is None:  # the runner has put the refusal on the record
            return Response(refusal(answer).body(), status=answer.status)
        return Response(queries.looks_as_seen_by(by, [answer.object_id])[answer.object_id])


class Offered(DeclaredQueryView):
    """Whom the desk or the clinician found: an officer confirms, and does not search (product §3)."""

    action: ClassVar[str] = "incident.offered"

    def get(self, request: Request, incident_id: UUID) -> Response:
        """The lines of the last look on this incident. Who was shown is on the record."""
        by: Any = request.user
        with transaction.atomic():
            incident = get_or_404(queries.visible_to(by), incident_id)
            allow(by, self.action, incident)
            rows = queries.offered(by, incident)
            if rows:
                viewed(by, Person.KIND, [UUID(row["person"]) for row in rows], "assignment", action=self.action)
            return Response({"rows": rows})


class LinkPerson(CommandView):
    """A person confirms who it is."""

    command = staticmethod(actions.link_person)
    body = LinkBody

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """One of the three; what is wrong with somebody new is named by its own field."""
        return {
            **url,
            "person_id": data.get("person"),
            "new": checked(NewPersonBody, data["new"]) if "new" in data else None,
            "none": data.get("none", False),
        }


class UnlinkPerson(CommandView):
    """It is not this person after all."""

    command = staticmethod(actions.unlink_person)
    body = UnlinkBody


class PersonIncidents(DeclaredQueryView):
    """When somebody was called for."""

    action: ClassVar[str] = "person.read"

    def get(self, request: Request, person_id: UUID) -> Response:
        """Newest first, of joined records too."""
        by: Any = request.user
        with transaction.atomic():
            person = get_or_404(people.visible_to(by), person_id)
            allow(by, self.action, person)
            viewed(by, Person.KIND, [person.id], people.basis_of(by, person.id), action="person.incidents")
            return Response({"incidents": queries.incidents_of(person)})
