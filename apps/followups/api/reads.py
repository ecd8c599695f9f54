"""Reads of cases: the worklist, one case, its timeline, its letter, who could own it. Each is one query."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from apps.access import allow
from apps.audit.record import viewed
from apps.common.api import DeclaredQueryView, checked
from apps.common.lookup import get_or_404
from apps.followups import queries
from apps.followups.api.bodies import FindBody
from apps.followups.letter_print import printed
from apps.followups.models import Case
from apps.followups.queries.finding import find_cases
from apps.followups.queries.letter import letter_of
from apps.followups.queries.timeline import timeline_of
from apps.followups.queries.worklist import QUERY, Asked, worklist


def _basis(by: Any, case: Case) -> str:
    return "case" if case.owner_id == by.id else "care"


class Worklist(DeclaredQueryView):
    """The cases of one's own, of the team, of nobody, or offered to one."""

    action: ClassVar[str] = "case.read"
    query: ClassVar[frozenset[str]] = QUERY

    def get(self, request: Request) -> Response:
        """One page by clock, with counts; a recorded view."""
        by: Any = request.user
        allow(by, self.action)
        asked = Asked.of(request.query_params)
        with transaction.atomic():
            page = worklist(by, asked)
            ids = [UUID(row["case"]["id"]) for row in page["rows"]]
            if ids:
                viewed(by, Case.KIND, ids, "worklist", action="list")
            return Response(page)


class FindCase(DeclaredQueryView):
    """Who is followed up, by name. What was typed is in no address."""

    action: ClassVar[str] = "case.read"
    body = FindBody

    def post(self, request: Request) -> Response:
        """At most eight, open ones first; who was shown is on the record."""
        by: Any = request.user
        allow(by, self.action)
        body = checked(self.body, request.data)
        with transaction.atomic():
            rows = find_cases(by, body["text"])
            if rows:
                viewed(by, Case.KIND, [UUID(row["id"]) for row in rows], "find", action="list")
            return Response({"rows": rows})


class OneCase(DeclaredQueryView):
    """One case, whole."""

    action: ClassVar[str] = "case.read"

    def get(self, request: Request, case_id: UUID) -> Response:
        """As this person may see it; a recorded view."""
        by: Any = request.user
        with transaction.atomic():
            case = get_or_404(queries.visible_to(by), case_id)
            allow(by, self.action, case)
            viewed(by, Case.KIND, [case.id], _basis(by, case))
            return Response(queries.as_seen_by(by, [case.id])[case.id])


class CaseTimeline(DeclaredQueryView):
    """Everything that there was with one person, in one line of time."""

    action: ClassVar[str] = "case.read"

    def get(self, request: Request, case_id: UUID) -> Response:
        """As far as this person may see each of it; a recorded view."""
        by: Any = request.user
        with transaction.atomic():
            case = get_or_404(queries.visible_to(by).select_related("person"), case_id)
            allow(by, self.action, case)
            viewed(by, Case.KIND, [case.id], _basis(by, case), action="timeline")
            return Response({"lines": timeline_of(by, case)})


class Letter(DeclaredQueryView):
    """A neutral letter to print."""

    action: ClassVar[str] = "case.read"
    query: ClassVar[frozenset[str]] = frozenset({"language"})

    def get(self, request: Request, case_id: UUID) -> HttpResponse:
        """The PDF; refused where no address was called safe for a letter, asked anew each time. A recorded view."""
        by: Any = request.user
        with transaction.atomic():
            case = get_or_404(queries.visible_to(by).select_related("person", "programme", "owner"), case_id)
            allow(by, self.action, case)
            letter = letter_of(by, case, request.query_params.get("language", ""))
            viewed(by, Case.KIND, [case.id], _basis(by, case), action="letter")
        answer = HttpResponse(printed(letter), content_type="application/pdf")
        answer["Content-Disposition"] = 'attachment; filename="letter.pdf"'
        return answer


class Owners(DeclaredQueryView):
    """Whom a case can be offered to."""

    action: ClassVar[str] = "case.read"

    def get(self, request: Request) -> Response:
        """By name, with how many each has and whether they are at work."""
        by: Any = request.user
        allow(by, self.action)
        return Response({"owners": queries.owners(by)})
