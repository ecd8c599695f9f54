"""The API's description: what the views declare (body, query, action), with the one envelope and the one error."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers

from apps.common.errors import Code
from apps.outbox.api import CommandView
from apps.outbox.models import OpKey

HEADERS = (
    ("Idempotency-Key", OpenApiTypes.UUID, True, "One for each intention; sending it again answers the same."),
    ("X-Device", OpenApiTypes.UUID, False, "The device that sends."),
    ("X-Occurred-At", OpenApiTypes.DATETIME, False, "When it was done, if not now."),
    ("If-Match", OpenApiTypes.INT, False, "The version that the person was shown."),
    ("X-Op-Version", OpenApiTypes.INT, False, "The version of this command's body."),
    ("X-Op-Number", OpenApiTypes.INT, False, "Its number on the device that sends, from 1, without gap."),
    ("X-User", OpenApiTypes.UUID, False, "Whose command it is; 401 `other_user` when somebody else is signed in."),
    ("X-Supersedes", OpenApiTypes.UUID, False, "The key of the earlier command that a person decided by this one."),
)

Error = inline_serializer(
    "Error",
    {
        "code": serializers.ChoiceField(choices=[str(code) for code in Code]),
        "message": serializers.CharField(),
        "data": serializers.DictField(),
    },
)
Envelope = inline_serializer(
    "Envelope",
    {
        "outcome": serializers.ChoiceField(
            choices=[each.value for each in OpKey.Outcome if each != OpKey.Outcome.PENDING]
        ),
        "code": serializers.CharField(allow_blank=True),
        "message": serializers.CharField(allow_blank=True),
        "data": serializers.DictField(),
        "kind": serializers.CharField(allow_blank=True),
        "id": serializers.UUIDField(allow_null=True),
        "version": serializers.IntegerField(allow_null=True),
        "object": serializers.DictField(allow_null=True),
    },
)


class DeviceSession(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The session's cookie, with the CSRF token in a header on every write."""

    target_class = "apps.accounts.api.authentication.DeviceSession"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """A cookie."""
        return {"type": "apiKey", "in": "cookie", "name": "session"}


class Schema(AutoSchema):
    """Reads what our views declare instead of guessing."""

    def get_operation_id(self) -> str:
        """`postSend` and the like."""
        return f"{self.method.lower()}{type(self.view).__name__}"

    def get_tags(self) -> list[str]:
        """The app."""
        return [type(self.view).__module__.split(".")[1]]

    def get_request_serializer(self) -> Any:
        """The view's `body`."""
        return None if self.method == "GET" else getattr(self.view, "body", None)

    def get_response_serializers(self) -> Any:
        """Commands answer the envelope, reads an object; every refusal has one shape."""
        answer = Envelope if self._is_command() else OpenApiTypes.OBJECT
        done = {200: answer, 202: answer} if self._is_command() else {200: answer}
        return {**done, "4XX": Error, 503: Error}

    def _get_serializer_name(self, serializer: Any, direction: Any, bypass_extensions: bool = False) -> str:
        name: str = super()._get_serializer_name(serializer, direction, bypass_extensions)
        kind = serializer if isinstance(serializer, type) else type(serializer)
        where = kind.__module__.split(".")
        return f"{where[1].capitalize()}{name}" if where[0] == "apps" else name

    def get_override_parameters(self) -> list[Any]:
        """Declared query parameters, and the headers of a command."""
        found = [
            OpenApiParameter(name, OpenApiTypes.STR, OpenApiParameter.QUERY)
            for name in sorted(getattr(self.view, "query", ()))
            if self.method == "GET"
        ]
        if self._is_command():
            found += [
                OpenApiParameter(name, kind, OpenApiParameter.HEADER, required, said)
                for name, kind, required, said in HEADERS
            ]
        return found

    def _is_command(self) -> bool:
        return isinstance(self.view, CommandView) and self.method != "GET"
