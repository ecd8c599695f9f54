"""FHIR R4 under /fhir/: a partner's system reads what was sent to its services, and says what becomes of it."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any, Final
from uuid import UUID, uuid5

from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.queries import system_actor
from apps.common.clock import now
from apps.common.errors import Code, DomainError, Invalid, NotFound
from apps.outbox.api import refusing
from apps.outbox.commands import Answer, do, run
from apps.referrals import queries
from apps.referrals.actions import partners
from apps.referrals.api.fhir_base import PATCH_TYPE, UPDATE, FhirView, etag, need_scope, token_of, version_asked
from apps.referrals.api.fhir_directory import DIRECTORY
from apps.referrals.api.fhir_search import Search
from apps.referrals.fhir import resources
from apps.referrals.fhir.incoming import patched, said_in
from apps.referrals.fhir.outcome import ELEMENT, Issue, Refused
from apps.referrals.models import Need, PartnerToken, Referral
from apps.referrals.queries import Packet

Resource = dict[str, Any]
OF_PACKET: Final[dict[str, Callable[[Packet], Resource | None]]] = {
    "ServiceRequest": resources.as_service_request,
    "Patient": resources.as_patient,
    "Consent": resources.as_consent,
}
"""What tells of a person: made of a packet, and accounted for."""
STALE: Final = 412
MOST_COUNTED: Final = 1_000
"""A search that fits more has no total."""


class Metadata(FhirView):
    """CapabilityStatement, for everybody."""

    authentication_classes = ()
    permission_classes = ()
    action = "fhir.read"

    def get(self, request: Request) -> Response:
        """What this server does."""
        return Response(resources.capability_statement(self.base(request), now()))


class NoSuchKind(FhirView):
    """Whatever else is asked for."""

    action = "fhir.read"

    def get(self, request: Request, rest: str = "") -> Response:
        """There is no such kind of resource here."""
        raise NotFound("There is no such kind of resource, or no such id, here.")

    post = put = patch = delete = get


class SearchView(FhirView):
    """A page of one kind, with what goes along."""

    action = "fhir.read"

    def get(self, request: Request, kind: str) -> Response:
        """Search by `_id`, `_lastUpdated` and, for Task, status, business-status and owner."""
        search, token = Search.of(kind, request.query_params), token_of(request)
        need_scope(token, kind, *search.along)
        counted: int | None
        links, along = {"self": request.build_absolute_uri()}, list[Resource]()
        if kind in DIRECTORY:
            shown, total, more = search.among(DIRECTORY[kind](token))
            found, counted = [row.resource for row in shown], total
        else:
            page = search.page(queries.sent_to(token))
            more = page.next
            made = _made(token, page.rows, kind, *sorted(search.along))
            found, along = made[kind], [each for one in sorted(search.along) for each in made[one]]
            is_whole = more is None and search.after is None
            counted = len(found) if is_whole else _total(token, search, kind)
        if more is not None:
            links["next"] = f"{self.base(request)}/{kind}?{more}"
        return Response(resources.searchset(self.base(request), found, links, now(), total=counted, along=along))


class Instance(FhirView):
    """One resource by its id."""

    action = "fhir.read"

    def get(self, request: Request, kind: str, one: UUID) -> Response:
        """Read it. What one may not know of, and what there is no basis for any more, is not there."""
        token = token_of(request)
        need_scope(token, kind)
        if kind == "Bundle":
            return Response(_everything(request, self.base(request), one))
        if kind in DIRECTORY:
            found = [row.resource for row in DIRECTORY[kind](token) if row.id == one]
        else:
            found = _made(token, list(queries.sent_to(token).filter(id=one)), kind)[kind]
        if not found:
            raise NotFound
        return _versioned(found[0])


class TaskInstance(Instance):
    """A Task can also be written."""

    def put(self, request: Request, one: UUID, kind: str = "Task") -> Response:
        """Say how it stands now, as the whole Task."""
        return self._write(request, one, lambda _ours: request.data)

    def patch(self, request: Request, one: UUID, kind: str = "Task") -> Response:
        """The same by JSON Patch."""
        if request.content_type.split(";")[0].strip() != PATCH_TYPE:
            raise Refused([Issue("not-supported", f"Send {PATCH_TYPE}.")], 415, Code.UNSUPPORTED_MEDIA_TYPE)
        return self._write(request, one, lambda ours: patched(ours, request.data))

    def _write(self, request: Request, one: UUID, sent: Callable[[Resource], Any]) -> Response:
        """Under one key for the same words about the same version: a request that is sent again is one write."""
        token, version, raw = token_of(request), version_asked(request), request._request.body
        need_scope(token, UPDATE)
        row = _of(token, one)
        digest = hashlib.sha256(raw).hexdigest()
        key = uuid5(token.id, f"{request.method} {one} {version} {digest}")
        words: dict[str, Any] = {"token_id": token.id, "referral_id": one, "version": version}
        refused: DomainError | None = None
        try:
            said = _said(sent, row, token)
        except Refused as error:  # of a request that was done already, what is current says nothing
            refused = error if row.version == version else _stale()
            answer = run(refusing(partners.take_word.action_name, refused), by=system_actor(), key=key, raw=raw)  # type: ignore[attr-defined]
        else:
            answer = run(partners.take_word, by=system_actor(), key=key, raw=raw, said=said, **words)
        if not answer.is_done:
            raise refused or _refused(answer)
        return _versioned(resources.as_task(_of(token, one)))


def _said(sent: Callable[[Resource], Any], row: Referral, token: PartnerToken) -> partners.Said:
    ours = resources.as_task(row)
    task = sent(ours)
    if isinstance(task, dict) and task.get("id", ours["id"]) != ours["id"]:
        raise Refused([Issue("invalid", "Not the id of the address.", "Task.id")], 400)
    return said_in(task, ours, token.name)


def _stale() -> Refused:
    return Refused([Issue("conflict", "It has changed meanwhile. Read it again.", "Task.status")], STALE, Code.STALE)


def _of(token: PartnerToken, one: UUID) -> Referral:
    rows = queries.readable(queries.sent_to(token).filter(id=one))
    if not rows:
        raise NotFound
    return rows[0]


def _refused(answer: Answer) -> DomainError:
    """As FHIR says it: an older version is 412, what does not lead there from here names the element."""
    status = {Code.STALE: STALE, Code.ILLEGAL_TRANSITION: 422, Code.BASIS_GONE: 404}.get(
        Code(answer.code), answer.status
    )
    if status == NotFound.status:
        return NotFound(answer.message)
    kind = "business-rule" if status == Invalid.status else "conflict"
    fields = answer.data.get("fields") or ["status"]
    issues = [Issue(kind, answer.message, ELEMENT.get(field, field)) for field in fields]
    return Refused(issues, status, Code(answer.code))


def _made(token: PartnerToken, rows: Sequence[Referral], *kinds: str) -> dict[str, list[Resource]]:
    """Of these referrals, kind by kind, in their order. A Task tells nothing about the person; the rest is told, one
    line in the accounting for each referral, and what has no basis at this very moment is missing."""
    made: dict[str, list[Resource]] = {}
    told = _told(token, queries.covered(rows)) if set(kinds) & set(OF_PACKET) else {}
    for kind in kinds:
        if kind == "Task":
            made[kind] = [resources.as_task(row) for row in queries.readable(rows)]
        else:
            each = [OF_PACKET[kind](told[row.id]) for row in rows if row.id in told]
            made[kind] = [one for one in each if one is not None]
    return made


def _told(token: PartnerToken, rows: Sequence[Referral]) -> dict[UUID, Packet]:
    if not rows:
        return {}
    told: partners.Told = do(
        partners.tell, by=system_actor(), token_id=token.id, referral_ids=[row.id for row in rows]
    )
    return told.packets


def _total(token: PartnerToken, search: Search, kind: str) -> int | None:
    """How many there are on all pages, each asked for its basis; None where that are too many to ask."""
    rows = list(queries.sent_to(token).filter(search.condition).order_by()[: MOST_COUNTED + 1])
    if len(rows) > MOST_COUNTED:
        return None
    if kind == "Task":
        return len(queries.readable(rows))
    told = [row for row in queries.covered(rows) if row.status in partners.TOLD]
    return len([row for row in told if kind != "Consent" or row.is_sud or row.need.basis == Need.Basis.CONSENT])


def _everything(request: Request, base: str, one: UUID) -> Resource:
    """A collection: Task, ServiceRequest, Patient, the Consent where there is one, and who and where."""
    token = token_of(request)
    told: partners.Told = do(partners.tell, by=system_actor(), token_id=token.id, referral_ids=[one])
    packet = told.packets.get(one)
    if packet is None:
        raise NotFound
    row = packet.referral
    made = [resources.as_task(row), *(make(packet) for make in OF_PACKET.values())]
    made += [
        resources.as_programme(row.need.programme),
        resources.as_organization(row.service.organization),
        resources.as_healthcare_service(row.service),
        resources.as_role(row.need.owner, row.programme_id, row.changed_at),
    ]
    return resources.collection(base, one, [each for each in made if each is not None], now())


def _versioned(resource: Resource) -> Response:
    response = Response(resource)
    version = resource.get("meta", {}).get("versionId")
    if version is not None:
        response["ETag"] = etag(version)
    return response
