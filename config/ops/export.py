"""The record as a file: who, what and when, with the ids of what it concerned, for whoever answers an audit."""

from collections.abc import Iterator
from typing import Any, Final

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from apps.audit.models import AuditEvent
from apps.common.csv import as_csv
from apps.common.ids import uuid7
from apps.office import actions, queries
from apps.office.queries.record import facts_of, staff_names
from apps.outbox.commands import run
from config.ops.pages_running import FilterForm

MOST: Final = 50_000
"""Rows of one file; a longer time is exported in parts."""
HEADER: Final = (
    "number",
    "at",
    "happened",
    "what",
    "action",
    "by",
    "by_id",
    "kind",
    "objects",
    "facts",
    "basis",
    "device",
)


def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Ask once more, then stream the rows that the filters name; that they left is on record before they leave."""
    form = FilterForm(request.user, request.GET or {"what": ""})
    rows = queries.events(request.user, form.filters())
    where = reverse("admin:audit_auditevent_changelist")
    if request.method != "POST":
        n = min(MOST, rows[: MOST + 1].count())
        context = {
            **admin.site.each_context(request), "title": "Export the record", "crumb_here": "Export", "n": n,
            "most": MOST, "back": f"{where}?{request.GET.urlencode()}",
        }  # fmt: skip
        return TemplateResponse(request, "ops/export.html", context)
    found = list(rows[:MOST])
    asked = {name: value for name, value in form.data.items() if name in form.fields and value}
    run(actions.note_export, by=request.user, key=uuid7(), rows=len(found), filters=asked)
    answer = StreamingHttpResponse(_file(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="alongside-record.csv"'
    return answer


def _file(rows: list[AuditEvent]) -> Iterator[str]:
    yield as_csv(HEADER, [])
    names: dict[Any, str] = staff_names(row.by_id for row in rows)
    for at in range(0, len(rows), 500):
        text = as_csv((), (_cells(row, names) for row in rows[at : at + 500]))
        yield text.split("\r\n", 1)[1]


def _cells(row: AuditEvent, names: dict[Any, str]) -> list[str]:
    return [
        str(row.id), row.at.isoformat(), row.occurred_at.isoformat(), row.what, row.action,
        names.get(row.by_id, ""), str(row.by_id or ""), row.kind, " ".join(str(one) for one in row.object_ids),
        facts_of(row), row.basis, str(row.device_id or ""),
    ]  # fmt: skip
