"""A command over HTTP: parse, run one action through the runner, answer the envelope."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from django.conf import settings
from django.utils.dateparse import parse_datetime
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.common.api import DeclaredQueryView, StrictSerializer, checked
from apps.common.errors import Busy, Code, DomainError, Invalid
from apps.outbox import actions, bell, devices, projections
from apps.outbox.commands import Answer, Op, run
from apps.outbox.models import OpKey
from apps.outbox.upgrade import CURRENT, FIRST, upgrade

_LOOKED_AT: Final = {OpKey.Outcome.MERGED, OpKey.Outcome.NEEDS_REVIEW}
"""Outcomes whose answer shows what others have written."""


class SessionOfAnother(DomainError):
    """Somebody else has signed in meanwhile. Nothing is stored: the same command goes when its person is back."""

    status = 401


class NoBody(StrictSerializer):
    """A command that needs no words."""


class CommandView(DeclaredQueryView):
    """Subclasses name `command` (an action, wrapped in staticmethod) and `body` (its serializer)."""

    command: ClassVar[Callable[..., Any]]
    body: ClassVar[type[StrictSerializer]] = NoBody
    partial: ClassVar[bool] = False

    @property
    def action(self) -> str:
        """The action of the access table that this route does."""
        name: str = self.command.action_name  # type: ignore[attr-defined]
        return name

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """From a checked body and the URL to what the action takes."""
        return {**url, **data}

    def post(self, request: Request, **url: Any) -> Response:
        """Run the command once, however often it is sent."""
        raw = request._request.body
        refuse_other_user(request)
        key, op = _uuid(request, "Idempotency-Key"), read_op(request)
        if key is None:
            raise Invalid(Code.KEY_MISSING, "A write needs a key.", fields=["Idempotency-Key"])
        data = upgrade(self.action, op.op_version, request.data if raw else {})
        command, arguments = type(self).command, dict[str, Any]()
        try:
            sent = checked(self.body, data, partial=self.partial)
            arguments = self.arguments(dict(sent), **url)
        except Invalid as error:  # refused like any other: kept under its key, so that a person can close it
            command, sent = refusing(self.action, error), {}
        fingerprint = request.path.encode() + b"\n" + raw
        answer = run(command, by=request.user, key=key, raw=fingerprint, op=op, **arguments)
        response = Response(envelope(request.user, answer, sent), status=answer.status)
        if settings.BENCH:
            response["X-Committed-Ns"] = str(bell.rung_at_ns())  # a bench measures from here to the frame
        return response


def refusing(name: str, error: Invalid) -> Callable[..., Any]:
    """A command that only refuses, for a body that cannot be right."""

    def refuse(*, by: Any) -> None:
        raise error

    refuse.action_name = name  # type: ignore[attr-defined]
    return refuse


def envelope(user: Any, answer: Answer, sent: Mapping[str, Any]) -> dict[str, Any]:
    """The answer with the object as this user may see it now, also on a repeat. `sent` is the body it is about."""
    seen = projections.one(user, answer.object_kind, answer.object_id)
    is_looked_at = answer.outcome in _LOOKED_AT
    return {
        "outcome": answer.outcome,
        "code": answer.code,
        "message": answer.message,
        "data": _data(user, answer, seen or {}, sent) if is_looked_at else answer.data,
        "kind": answer.object_kind,
        "id": str(answer.object_id) if answer.object_id else None,
        "version": seen["version"] if is_looked_at and seen else answer.version,
        "object": seen,
    }


def _data(user: Any, answer: Answer, seen: Mapping[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    """Names of fields as they are kept, filled with the values as this person may see them: who wrote what, when.

    What a person wrote is not stored with the answer: his own words come with each repeat of the request.
    """
    name = "fields" if answer.outcome == OpKey.Outcome.NEEDS_REVIEW else "theirs"
    shown = [field for field in answer.data.get(name, []) if field in seen]
    if name not in answer.data:
        return answer.data
    last = projections.changes(user, answer.object_kind, answer.object_id, shown)
    rows: list[dict[str, Any]] = []
    for field in shown:
        by_name, at = last.get(field, ("", None))
        if name == "theirs":
            rows.append({"field": field, "value": seen[field], "by_name": by_name, "at": at})
        else:
            rows.append(
                {
                    "field": field,
                    "mine": sent.get(field),
                    "theirs": seen[field],
                    "theirs_by_name": by_name,
                    "theirs_at": at,
                }
            )
    return {**answer.data, name: rows}


def refuse_other_user(request: Request) -> None:
    """An operation goes only while the session is that person's: a shared phone, another tab, a colleague."""
    named = _uuid(request, "X-User")
    if named is not None and named != request.user.id:
        raise SessionOfAnother(
            Code.OTHER_USER, "Somebody else is signed in. It will be sent when its person is back."
        )


def read_op(request: Request) -> Op:
    """The command's headers; raises Invalid naming a bad one, Busy for a phone newer than this server."""
    version = _number(request, "X-Op-Version") or FIRST
    if version > CURRENT:
        raise Busy(Code.NEWER_CLIENT, "This server is older than the app. It will be sent again.")
    device_id = _uuid(request, "X-Device")
    return Op(
        device_id=device_id,
        occurred_at=_time(request, "X-Occurred-At"),
        base_version=_number(request, "If-Match"),
        op_version=version,
        op_number=_number(request, "X-Op-Number") or None,
        clock_offset_ms=devices.offset_of(request.user, device_id),
        supersedes=_uuid(request, "X-Supersedes"),
    )


def _uuid(request: Request, header: str) -> UUID | None:
    value = request.headers.get(header)
    try:
        return UUID(value) if value else None
    except ValueError as error:
        raise _bad(header) from error


def _number(request: Request, header: str) -> int | None:
    value = request.headers.get(header)
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise _bad(header)
    return int(value)


def _time(request: Request, header: str) -> datetime | None:
    value = request.headers.get(header)
    if not value:
        return None
    try:
        at = parse_datetime(value)
    except ValueError as error:
        raise _bad(header) from error
    if at is None or at.tzinfo is None:
        raise _bad(header)
    return at


def _bad(header: str) -> Invalid:
    return Invalid(Code.INVALID, f"Not right: {header}.", fields=[header])


class SettleBody(StrictSerializer):
    """Which earlier write of one's own is closed, and in whose favour."""

    supersedes = serializers.UUIDField()
    decision = serializers.ChoiceField(choices=[OpKey.Decision.THEIRS])


class Settle(CommandView):
    """Keep what is there now, and close what one wrote oneself."""

    command = staticmethod(actions.settle)
    body = SettleBody
