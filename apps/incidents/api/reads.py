"""Questions about incidents. What was shown is recorded in the transaction that reads it."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from apps.access import allow
from apps.audit.record import viewed
from apps.common.api import DeclaredQueryView, checked
from apps.common.clock import now, stamp
from apps.common.csv import AsWeSendIt, as_csv
from apps.common.errors import Code, Invalid, NotFound
from apps.common.guard import Malformed
from apps.common.lookup import get_or_404
from apps.incidents import queries
from apps.incidents.api.serializers import EarlierBody, ParseBody, ProposeBody, SearchBody
from apps.incidents.cad_paste import parse
from apps.incidents.models import Incident
from apps.incidents.results import RESULTS
from apps.incidents.triage.words import propose


class Timeline(DeclaredQueryView):
    """Every line of one incident's timeline."""

    action: ClassVar[str] = "incident.read"

    def get(self, request: Request, incident_id: UUID) -> Response:
        """In the order in which things happened."""
        by: Any = request.user
        with transaction.atomic():
            incident = get_or_404(queries.visible_to(by), incident_id)
            allow(by, self.action, incident)
            viewed(by, Incident.KIND, [incident.id], queries.basis_of(by, incident.id), action="incident.timeline")
            return Response({"entries": queries.timeline(by, incident)})


class ParsePaste(DeclaredQueryView):
    """Find fields in what was copied from another system. Nothing is stored."""

    action: ClassVar[str] = "incident.parse"
    body = ParseBody

    def post(self, request: Request) -> Response:
        """Proposed fields; a person confirms them."""
        by: Any = request.user
        allow(by, self.action)
        return Response(parse(checked(self.body, request.data)["text"]))


class ProposeAnswers(DeclaredQueryView):
    """What the caller's words may mean for triage. Nothing is stored, and a proposal is no answer."""

    action: ClassVar[str] = "incident.parse"
    body = ProposeBody

    def post(self, request: Request) -> Response:
        """Proposed answers with the phrase each one rests on; a person takes them or does not."""
        by: Any = request.user
        allow(by, self.action)
        body = checked(self.body, request.data)
        found = propose(body["words"], body.get("language", "en"))
        return Response({"proposals": [{"item": p.item, "answer": str(p.answer), "phrase": p.phrase} for p in found]})


class Earlier(DeclaredQueryView):
    """Incidents from the same number, address or block within the programme's days."""

    action: ClassVar[str] = "incident.earlier"
    body = EarlierBody

    def post(self, request: Request) -> Response:
        """Newest first, with how each one matches and what came of it."""
        by: Any = request.user
        allow(by, self.action)
        body = checked(self.body, request.data)
        if not body:
            raise Invalid(Code.INVALID, "Ask about an incident, a number or a place.", fields=["body"])
        keys = queries.keys_from(body.get("call_back", ""), body.get("place", ""))
        if "incident" in body:
            keys = queries.keys_of(get_or_404(queries.visible_to(by), body["incident"]))
        days = queries.repeat_days(by.programme_id)
        with transaction.atomic():
            rows = queries.earlier(by, keys, days=days, apart_from=body.get("incident"))
            _shown(by, [UUID(row["id"]) for row in rows], self.action)
        return Response({"rows": rows, "days": days})


class Search(DeclaredQueryView):
    """Incidents of past days by words, place, number or name."""

    action: ClassVar[str] = "incident.search"
    body = SearchBody

    def post(self, request: Request) -> Response:
        """At most 50, newest first, each as this person may see it."""
        by: Any = request.user
        allow(by, self.action)
        body = checked(self.body, request.data)
        if not body["text"].strip() and not body.get("day"):
            raise Invalid(Code.INVALID, "Give words or a day.", fields=["text"])
        with transaction.atomic():
            ids = queries.search(by, body["text"], body.get("day"))
            _shown(by, ids, self.action)
            seen = queries.as_seen_by(by, ids)
        return Response({"rows": [seen[row_id] for row_id in ids if row_id in seen]})


class Export(DeclaredQueryView):
    """Today's incidents of the programme as CSV."""

    action: ClassVar[str] = "incident.export"
    content_negotiation_class = AsWeSendIt

    def get(self, request: Request) -> HttpResponse:
        """Operational columns only, today in the programme's zone."""
        by: Any = request.user
        allow(by, self.action)
        with transaction.atomic():
            ids, rows = queries.export_rows(by)
            _shown(by, ids, self.action, even_none=True)
            content = as_csv(queries.COLUMNS, rows)
        response = HttpResponse(content, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="incidents-today.csv"'
        return response


class MatrixView(DeclaredQueryView):
    """The rules in force, or those of one number, with everything a screen needs to explain them."""

    action: ClassVar[str] = "matrix.read"
    query: ClassVar[frozenset[str]] = frozenset({"number"})

    def get(self, request: Request) -> Response:
        """Items, rules, texts in English and Spanish, results."""
        by: Any = request.user
        allow(by, self.action)
        rules = queries.rules_for(by, now(), _number(request))
        if rules is None:
            raise NotFound
        return Response(
            {
                **rules,
                "reasons": {rule["code"]: rule["text"] for rule in rules["rules"]},
                "results": RESULTS,
                "server_time": stamp(now()),
            }
        )


def _number(request: Request) -> int | None:
    value = request.query_params.get("number")
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 9):
        raise Malformed(Code.MALFORMED, "Not a number.", fields=["number"])
    return int(value)


def _shown(by: Any, ids: list[UUID], action: str, *, even_none: bool = False) -> None:
    """One row for the whole list; an empty answer showed nothing, but an export is always on the record."""
    if ids or even_none:
        viewed(by, Incident.KIND, ids, "board", action=action)
