"""What the resources share: meta with its labels, references, and the notice that goes with substance use."""

from datetime import datetime
from html import escape
from typing import Any, Final

from apps.common.clock import stamp
from apps.referrals.fhir.codes import ACT_CODE
from apps.referrals.models import Referral
from apps.referrals.queries import Packet

_SUD: Final = (
    {"system": ACT_CODE, "code": "ETH", "display": "substance abuse information sensitivity"},
    {"system": ACT_CODE, "code": "42CFRPart2", "display": "42 CFR Part2"},
)
"""The labels of what is under 42 CFR Part 2 (v3-ActCode: sensitivity, and the law)."""


def meta(at: datetime, version: int | None = None, *, is_sud: bool = False) -> dict[str, Any]:
    """versionId, lastUpdated and, where it is about substance use, the labels."""
    made: dict[str, Any] = {} if version is None else {"versionId": str(version)}
    made["lastUpdated"] = stamp(at)
    return made | ({"security": [dict(label) for label in _SUD]} if is_sud else {})


def reference(kind: str, one: Any, display: str = "") -> dict[str, Any]:
    """To another resource of this server."""
    return {"reference": f"{kind}/{one}"} | ({"display": display} if display else {})


def clean(resource: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty: FHIR knows no empty string, list or object."""
    return {name: value for name, value in resource.items() if value not in (None, "", [], {})}


def head(kind: str, row: Referral, version: int | None) -> dict[str, Any]:
    """How a resource about one referral begins. All of them bear its id: none leads to another place's."""
    labels = meta(row.changed_at, version, is_sud=row.is_sud)
    return {"resourceType": kind, "id": str(row.id), "meta": labels}


def notice(packet: Packet) -> dict[str, Any] | None:
    """The notice of 42 CFR 2.32 and the scope of the consent (2.32(b)), as the resource's own words."""
    if not packet.notice:
        return None
    lines = [packet.notice]
    if packet.scope:
        scope = packet.scope
        lines.append(
            f"Consent of {scope['decider']} to {scope['discloser']}: {', '.join(scope['what'])};"
            f" purpose: {scope['purpose']}; until {scope['until']}; given {scope['given_at']}."
        )
    told = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return {"status": "additional", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{told}</div>'}
