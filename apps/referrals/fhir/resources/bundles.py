"""Bundles: a page of what was searched for, and everything about one referral."""

from collections.abc import Sequence
from typing import Any

from apps.common.clock import stamp


def searchset(
    base: str,
    found: Sequence[dict[str, Any]],
    links: dict[str, str],
    at: Any,
    *,
    total: int | None = None,
    along: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """One page. `total` counts what may be told now, on all pages; None where that would be too many to ask."""
    bundle: dict[str, Any] = {
        "resourceType": "Bundle",
        "type": "searchset",
        "meta": {"lastUpdated": stamp(at)},
        "link": [{"relation": relation, "url": url} for relation, url in links.items()],
    }
    if total is not None:
        bundle["total"] = total
    entries = [{**_entry(base, each), "search": {"mode": "match"}} for each in found]
    entries += [{**_entry(base, each), "search": {"mode": "include"}} for each in along]
    return bundle | ({"entry": entries} if entries else {})


def collection(base: str, one: Any, resources: Sequence[dict[str, Any]], at: Any) -> dict[str, Any]:
    """Everything about one referral that this place may know now."""
    labels = resources[0].get("meta", {}).get("security")
    return {
        "resourceType": "Bundle",
        "id": str(one),
        "meta": {"lastUpdated": stamp(at)} | ({"security": labels} if labels else {}),
        "type": "collection",
        "timestamp": stamp(at),
        "entry": [_entry(base, each) for each in resources],
    }


def _entry(base: str, resource: dict[str, Any]) -> dict[str, Any]:
    return {"fullUrl": f"{base}/{resource['resourceType']}/{resource['id']}", "resource": resource}
