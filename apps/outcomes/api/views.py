"""What came of it: today, a month, the rows behind a number, and the same to take along. Reads only."""

from typing import Any, ClassVar, Final
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from apps.access import allow, may
from apps.audit.record import viewed
from apps.common.api import DeclaredQueryView
from apps.common.csv import AsWeSendIt, as_csv
from apps.common.errors import Code, Invalid, NotFound
from apps.outcomes import queries
from apps.outcomes.print import printed
from apps.outcomes.table import HEADER, lines

_MONTH: Final = frozenset({"month", "agency", "compare"})


class Today(DeclaredQueryView):
    """What needs a supervisor now, and how the day stands."""

    action: ClassVar[str] = "outcomes.today"

    def get(self, request: Request) -> Response:
        """From the rows as they are; whom it names is on the record."""
        by: Any = request.user
        if not may(by, self.action):
            raise NotFound
        allow(by, self.action)
        with transaction.atomic():
            shown, told = queries.today(by)
            _on_record(by, told, self.action)
        return Response(shown)


class Report(DeclaredQueryView):
    """One month in figures: nothing of a person is in them, and nothing that stands for fewer than eleven."""

    action: ClassVar[str] = "outcomes.read"
    query = _MONTH

    def get(self, request: Request) -> Response:
        """The month asked for, else the last whole one, and the one before."""
        return Response(_report(request))


class ReportCsv(DeclaredQueryView):
    """The same as a table that a spreadsheet opens."""

    action: ClassVar[str] = "outcomes.read"
    query = _MONTH | {"language"}
    content_negotiation_class = AsWeSendIt

    def get(self, request: Request) -> HttpResponse:
        """One line for each figure and each of its groups; hidden cells are empty."""
        language = _language(request)
        report = _report(request)
        response = HttpResponse(
            as_csv(HEADER[language], lines(report, language)), content_type="text/csv; charset=utf-8"
        )
        return _file(response, f"outcomes-{report['month']}.csv")


class ReportPdf(DeclaredQueryView):
    """The same on paper, with its charts."""

    action: ClassVar[str] = "outcomes.read"
    query = _MONTH | {"language"}
    content_negotiation_class = AsWeSendIt

    def get(self, request: Request) -> HttpResponse:
        """US Letter, in the language asked for."""
        by: Any = request.user
        language = _language(request)
        report = _report(request)
        response = HttpResponse(
            printed(report, language=language, by=by.get_full_name()), content_type="application/pdf"
        )
        return _file(response, f"outcomes-{report['month']}.pdf")


class Rows(DeclaredQueryView):
    """The rows behind one number, for those who may see each of them; for others there are none."""

    action: ClassVar[str] = "outcomes.rows"
    query = _MONTH | {"figure", "slice", "part"}

    def get(self, request: Request) -> Response:
        """Calls, visits or needs with where they were and when; opening them is on the record."""
        by: Any = request.user
        if not may(by, self.action):
            raise NotFound
        with transaction.atomic():
            shown, told = queries.rows_behind(by, request.query_params.dict())
            _on_record(by, told, self.action)
        return Response(shown)


def _report(request: Request) -> dict[str, Any]:
    by: Any = request.user
    if not may(by, "outcomes.read"):
        raise NotFound
    return queries.report(by, request.query_params.dict())


def _on_record(by: Any, told: dict[str, list[UUID]], action: str) -> None:
    """One line for each kind of thing that was shown."""
    for kind, ids in sorted(told.items()):
        if ids:
            viewed(by, kind, ids, "supervision", action=action)


def _language(request: Request) -> str:
    language = request.query_params.get("language", "en")
    if language not in HEADER:
        raise Invalid(Code.INVALID, "Not this language.", fields=["language"])
    return language


def _file(response: HttpResponse, name: str) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
