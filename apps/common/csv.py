"""Rows as CSV that a spreadsheet opens without running anything in it."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request

BOM: Final = "\ufeff"
_STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class AsWeSendIt(BaseContentNegotiation):
    """Whatever is asked for, the answer is the file, and a refusal is JSON."""

    def select_parser(self, request: Request, parsers: Iterable[Any]) -> Any:
        return next(iter(parsers))

    def select_renderer(
        self, request: Request, renderers: Iterable[Any], format_suffix: str | None = None
    ) -> tuple[Any, str]:
        first = next(iter(renderers))
        return first, first.media_type


def as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Header and rows with a BOM (so that Excel reads UTF-8) and CRLF; cells that look like formulas get a '."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return BOM + out.getvalue()


def _cell(value: str) -> str:
    """A formula cell runs in the reader's spreadsheet; a leading ' makes it text (OWASP: CSV injection)."""
    return f"'{value}" if value.lstrip(" ").startswith(_STARTS_FORMULA) else value
