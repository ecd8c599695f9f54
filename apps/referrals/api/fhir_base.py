"""What every answer under /fhir/ shares: the token, media types, If-Match, and OperationOutcome for each refusal."""

from collections.abc import Sequence
from typing import Any, Final

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, NotAcceptable, NotAuthenticated, Throttled
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.queries import system_actor
from apps.common.errors import Code, NotAllowed
from apps.common.guard import parse_json, refuse_bad_text
from apps.referrals.actions import partners
from apps.referrals.fhir.outcome import Issue, Refused, of_refusal, outcome
from apps.referrals.models import PartnerToken, Scope

FHIR_TYPE: Final = "application/fhir+json"
PATCH_TYPE: Final = "application/json-patch+json"


class FhirRenderer(JSONRenderer):
    """The one form of answers."""

    media_type = FHIR_TYPE
    format = "json"


class PlainRenderer(JSONRenderer):
    """The same for whoever asks for application/json; it is still said to be FHIR."""

    def get_indent(self, *args: Any) -> None:
        """Never spread out."""
        return


class FhirParser(BaseParser):
    """JSON through the guard."""

    media_type = FHIR_TYPE

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """Raises Malformed or TooLarge."""
        return parse_json(stream.read())


class JsonParser(FhirParser):
    """Also taken."""

    media_type = "application/json"


class PatchParser(FhirParser):
    """JSON Patch."""

    media_type = PATCH_TYPE


class Negotiation(DefaultContentNegotiation):
    """`_format` goes before the header Accept, as FHIR has it."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        """Raises NotAcceptable for anything but JSON."""
        wanted = request.query_params.get("_format")
        if wanted is None:
            return super().select_renderer(request, renderers, format_suffix)
        if wanted not in ("json", "application/json", FHIR_TYPE, "application/fhir json"):
            raise NotAcceptable
        return renderers[0], FHIR_TYPE


class Bearer(BaseAuthentication):
    """A partner's secret in the header Authorization. A session of ours opens nothing here."""

    CHALLENGE = 'Bearer realm="fhir"'

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """The system acts; `request.auth` is the token, and says for whom."""
        parts = get_authorization_header(request).split()
        if len(parts) != 2 or parts[0].lower() != b"bearer":
            return None
        token = partners.count_use(parts[1].decode("ascii", "replace"))
        if token is None:
            raise AuthenticationFailed
        if partners.is_over_limit(token):
            raise Throttled(wait=partners.WINDOW.total_seconds())
        return system_actor(), token

    def authenticate_header(self, request: Request) -> str:
        """So that no token is 401, not 403."""
        return self.CHALLENGE


class FhirView(APIView):
    """Refusals are OperationOutcome; nothing is kept in any cache."""

    authentication_classes: Sequence[type[BaseAuthentication]] = (Bearer,)
    renderer_classes = (FhirRenderer, PlainRenderer)
    parser_classes = (FhirParser, JsonParser, PatchParser)
    content_negotiation_class = Negotiation
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Nothing that no column takes, in addresses either."""
        super().initial(request, *args, **kwargs)
        refuse_bad_text([request.path, *request.query_params.keys(), *request.query_params.values()])

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Every answer says that it is FHIR, whatever was asked for."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response.content_type = f"{FHIR_TYPE}; charset=utf-8"
        return response

    def handle_exception(self, exc: Exception) -> Response:
        """The refusal of the whole server, in FHIR's shape."""
        if isinstance(exc, Refused):
            return self._shaped(Response(outcome(exc.issues), status=exc.http))
        response = super().handle_exception(exc)
        data = response.data if isinstance(response.data, dict) else {}
        fields = data.get("data", {}).get("fields", [])
        response.data = of_refusal(response.status_code, str(data.get("message", "Not so.")), fields)
        if response.status_code == NotAuthenticated.status_code:
            response["WWW-Authenticate"] = Bearer.CHALLENGE
        elif isinstance(exc, Throttled):
            response["Retry-After"] = str(int(partners.WINDOW.total_seconds()))
        return self._shaped(response)

    def _shaped(self, response: Response) -> Response:
        response.exception = True
        return response

    def base(self, request: Request) -> str:
        """The address of this server's FHIR."""
        return request.build_absolute_uri("/fhir")


def token_of(request: Request) -> PartnerToken:
    """Whose system asks."""
    assert isinstance(request.auth, PartnerToken)
    return request.auth


UPDATE: Final = "update"
_SCOPE_OF: Final = dict.fromkeys(("ServiceRequest", "Patient", "Consent", "Bundle"), Scope.TELL) | {
    UPDATE: Scope.UPDATE
}
"""What tells of a person, and what writes; all else is read."""


def need_scope(token: PartnerToken, *kinds: str) -> None:
    """Raises NotAllowed where the token was not made for one of these."""
    if not {_SCOPE_OF.get(kind, Scope.READ) for kind in kinds} <= set(token.scopes):
        raise NotAllowed(Code.NOT_ALLOWED, "This token was not made for that.")


def etag(version: str) -> str:
    """A version as FHIR writes it."""
    return f'W/"{version}"'


def version_asked(request: Request) -> int:
    """The version in If-Match. Raises Refused (400) where there is none: an update is of a version that was read."""
    text = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Refused([Issue("required", 'Say which version was read: If-Match: W/"…".')], 400, Code.MALFORMED)
    return int(text)
