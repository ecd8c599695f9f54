"""What a partner's Task says that is new: the one thing to do. Only what is theirs to say may differ from ours."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from apps.common.errors import Code
from apps.referrals.actions.partners import Said
from apps.referrals.fhir.codes import BUSINESS, BUSINESS_DISPLAY, DATE_OFF, DECLINE, WAYS, state_said
from apps.referrals.fhir.outcome import Issue, Refused
from apps.referrals.fhir.validate import read
from apps.referrals.models import Referral

Status = Referral.Status

THEIRS: Final = frozenset({"status", "statusReason", "businessStatus", "executionPeriod", "note", "output"})
"""What a place may write."""
_IGNORED: Final = frozenset({"meta", "text", "lastModified", "resourceType", "language", "implicitRules"})
HELPED: Final = "helped"
_LONGEST: Final = {"name": 120, "words": 500, "question": 1000}
_WITHOUT: Final = {
    "accepted": "3.0",
    "rejected": "4.0",
    "cancelled": "6.0",
    "completed": "7.0",
    "failed": "5.1.2",
    "on-hold": "2.0",
    "requested": "2.0",
    "received": "2.0",
}
"""Which business status is meant where none is sent."""


def said_in(sent: Any, ours: Mapping[str, Any], default_name: str) -> Said:
    """From the Task that came and the one that we would give out now. Raises Refused naming each wrong element."""
    task = read(sent, frozenset({"Task"}))
    issues = [
        Issue("business-rule", "Not theirs to change.", f"Task.{name.lstrip('_')}")
        for name, value in task.items()
        if name not in THEIRS | _IGNORED and value != ours.get(name)
    ]
    if issues:
        raise Refused(issues)
    business, reason = _business(task, ours), _reason(task)
    at, end = _time(task, "start"), _time(task, "end")
    state = _state(task, business, reason, at)
    if state in (Status.DECLINED, Status.NO_CAPACITY) and _state_of(ours) == Status.CANCEL_REQUESTED:
        state = Status.CANCELLED  # a no to what is called off already: they know of it
    name, words = _note(task, default_name)
    words = words or _why(task, ours)
    is_same = state == _state_of(ours) and (state != Status.SCHEDULED or _is_same_time(task, ours))
    question = words if is_same and task.get("note") else ""
    _refuse_long(name, words, question)
    code = reason or (str(Referral.Decline.OTHER) if words else "")
    if state == Status.DECLINED and not code:
        raise Refused([Issue("required", "Say why: one of our codes, or in words.", "Task.statusReason")])
    if state == Status.SCHEDULED and at is None:
        raise Refused([Issue("required", "When?", "Task.executionPeriod.start")])
    return Said(
        to=state,
        name=name,
        at=(end or at) if state in (Status.ATTENDED, Status.CLOSED) else at,
        code=code if state in (Status.DECLINED, Status.NO_CAPACITY) else "",
        words=words,
        question=question,
        is_received=task["status"] == "received",
        has_helped=_has_helped(task),
    )


def _state(task: Mapping[str, Any], business: str, reason: str, at: datetime | None) -> str:
    status = str(task["status"])
    if business == DATE_OFF:
        raise Refused([Issue("business-rule", "Say another time, or decline.", "Task.businessStatus")])
    if status == "in-progress" and not business:
        business = "5.1.1" if at else ""
    if status == "in-progress" and business == "5.1.2":
        status = "on-hold"
    if status == "received":
        status = "requested"
    found = state_said(status, business or _WITHOUT.get(status, ""), reason)
    if found is None:
        where = "Task.businessStatus" if status in {way.task for way in WAYS.values()} else "Task.status"
        raise Refused([Issue("code-invalid", "These do not go together.", where)])
    return found


def _state_of(ours: Mapping[str, Any]) -> str | None:
    return state_said(
        ours["status"], _code(ours.get("businessStatus"), BUSINESS), _code(ours.get("statusReason"), DECLINE)
    )


def _business(task: Mapping[str, Any], ours: Mapping[str, Any]) -> str:
    """The code, none where it is missing or was left as it stood while the status moved on."""
    sent = task.get("businessStatus")
    if sent is None or (sent == ours.get("businessStatus") and task["status"] != ours["status"]):
        return ""
    code = _code(sent, BUSINESS)
    if code not in BUSINESS_DISPLAY:
        raise Refused([Issue("code-invalid", "Not a business status of BSeR.", "Task.businessStatus")])
    return code


def _reason(task: Mapping[str, Any]) -> str:
    if task["status"] != "rejected":
        return ""
    code = _code(task.get("statusReason"), DECLINE)
    if code and code not in Referral.Decline.values:
        raise Refused([Issue("code-invalid", "Not one of our codes of a no.", "Task.statusReason")])
    return code


def _why(task: Mapping[str, Any], ours: Mapping[str, Any]) -> str:
    """Their own words of why, unless they are ours that were left as they stood."""
    sent = task.get("statusReason")
    return str(sent.get("text", "")) if sent and sent != ours.get("statusReason") else ""


def _code(concept: Mapping[str, Any] | None, system: str) -> str:
    codings: Sequence[Mapping[str, Any]] = (concept or {}).get("coding", [])
    return next((str(each.get("code", "")) for each in codings if each.get("system") == system), "")


def _time(task: Mapping[str, Any], which: str) -> datetime | None:
    text = task.get("executionPeriod", {}).get(which)
    if text is None:
        return None
    if "T" not in text:
        raise Refused([Issue("value", "A day and a time.", f"Task.executionPeriod.{which}")])
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused([Issue("value", "A day and a time.", f"Task.executionPeriod.{which}")]) from error


def _is_same_time(task: Mapping[str, Any], ours: Mapping[str, Any]) -> bool:
    return _time(task, "start") in (None, _time(ours, "start"))


def _note(task: Mapping[str, Any], default_name: str) -> tuple[str, str]:
    """Who there said it, and what: of the last note."""
    notes = task.get("note") or [{}]
    return str(notes[-1].get("authorString") or default_name), str(notes[-1].get("text", ""))


def _refuse_long(name: str, words: str, question: str) -> None:
    wheres = {"name": "Task.note.authorString", "words": "Task.statusReason.text", "question": "Task.note.text"}
    sent = {"name": name, "question": question} | ({} if question else {"words": words})
    issues = [
        Issue("too-long", f"At most {_LONGEST[each]} characters.", wheres[each])
        for each, text in sent.items()
        if len(text) > _LONGEST[each]
    ]
    if issues:
        raise Refused(issues)


def _has_helped(task: Mapping[str, Any]) -> bool:
    """Completed has helped, unless an output of type `helped` says no."""
    return not any(
        each.get("valueBoolean") is False and each["type"].get("text") == HELPED for each in task.get("output", [])
    )


def patched(ours: Mapping[str, Any], operations: Any) -> dict[str, Any]:
    """Our Task with a JSON Patch applied: whole elements that are theirs, nothing below them."""
    if not isinstance(operations, list) or not 1 <= len(operations) <= len(THEIRS) * 2:
        raise Refused([Issue("structure", "A list of a few operations.", "Task")])
    task = dict(ours)
    for each in operations:
        op, path = (each.get("op"), each.get("path")) if isinstance(each, dict) else (None, None)
        name = path[1:] if isinstance(path, str) and path.startswith("/") else ""
        if name not in THEIRS or op not in ("add", "replace", "remove", "test"):
            where = f"Task.{name}" if name.isascii() and name.isalnum() else "Task"
            raise Refused([Issue("business-rule", "Whole elements that are theirs to write.", where)])
        if op == "test" and each.get("value") != ours.get(name):
            raise Refused([Issue("conflict", "It is not so.", f"Task.{name}")], 409, Code.STALE)
        if op == "remove":
            task.pop(name, None)
        elif op != "test":
            task[name] = each.get("value")
    return task
