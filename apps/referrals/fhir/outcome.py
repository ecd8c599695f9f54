"""OperationOutcome: the one shape of every refusal over FHIR. It names elements, never what stood in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from apps.common.errors import Code, Invalid

MOST_ISSUES: Final = 50
_TYPE: Final = {
    400: "invalid",
    401: "login",
    403: "forbidden",
    404: "not-found",
    405: "not-supported",
    406: "not-supported",
    409: "conflict",
    412: "conflict",
    413: "too-long",
    415: "not-supported",
    422: "processing",
    429: "throttled",
    500: "exception",
    503: "transient",
}
ELEMENT: Final[Mapping[str, str]] = {
    "status": "Task.status",
    "answer": "Task.status",
    "at": "Task.executionPeriod.start",
    "code": "Task.statusReason",
    "text": "Task.note",
    "name": "Task.note",
}
"""What the actions call it -> what FHIR calls it."""


@dataclass(frozen=True)
class Issue:
    """One thing that is wrong: FHIR's code for the kind, in words, and where."""

    code: str
    words: str
    where: str = ""


class Refused(Invalid):
    """A resource that is not taken, with every element that is wrong."""

    def __init__(self, issues: Sequence[Issue], status: int = 422, code: Code = Code.INVALID) -> None:
        super().__init__(code, issues[0].words, fields=[issue.where for issue in issues])
        self.issues = tuple(issues)
        self.http = status


def outcome(issues: Sequence[Issue]) -> dict[str, Any]:
    """The resource; more than fifty issues are not listed."""
    return {
        "resourceType": "OperationOutcome",
        "issue": [
            {"severity": "error", "code": issue.code, "diagnostics": issue.words}
            | ({"expression": [issue.where]} if issue.where else {})
            for issue in issues[:MOST_ISSUES]
        ],
    }


def of_refusal(status: int, words: str, fields: Sequence[str] = ()) -> dict[str, Any]:
    """From a refusal as the rest of the server says it."""
    kind = _TYPE.get(status, "processing")
    wheres = [ELEMENT.get(field, field) for field in fields] or [""]
    return outcome([Issue(kind, words, where) for where in wheres])
