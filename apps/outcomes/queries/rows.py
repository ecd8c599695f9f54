"""The rows behind a figure, for those who may see each of them. Everything goes through visible_to(user)."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from apps.access import allow
from apps.common.clock import stamp
from apps.common.errors import Code, Invalid, NotFound
from apps.encounters import queries as encounters
from apps.followups import queries as cases
from apps.incidents import queries as incidents
from apps.outcomes.definitions import BY_ID, Definition, Minutes, Share
from apps.outcomes.facts import Call, Facts
from apps.outcomes.queries.load import load
from apps.outcomes.queries.month import Asked
from apps.referrals import queries as referrals

MOST: Final = 1_000
_VISIBLE: Final[Mapping[str, Callable[[Any], Any]]] = {
    "incident": incidents.visible_to,
    "encounter": encounters.visible_to,
    "need": referrals.visible_to,
    "case": cases.visible_to,
}


def rows_behind(user: Any, sent: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, list[UUID]]]:
    """What stands behind one number, and kind -> ids of what was shown of it, for the record. NotFound: no figure.

    `part` is the numerator (default), or those of the denominator that are not in it.
    """
    allow(user, "outcomes.rows")
    asked = Asked.of(user, sent)
    one = BY_ID.get(sent.get("figure", ""))
    if one is None:
        raise NotFound
    facts = load(asked.programme.id, asked.month).of_agency(asked.agency_id).only(_wanted(sent.get("slice", "")))
    wanted = _part(one, facts, sent.get("part", "counted"))
    kind = wanted[0].KIND if wanted else "incident"
    open_ids = set(_VISIBLE[kind](user).filter(id__in={row.id for row in wanted}).values_list("id", flat=True))
    shown = [row for row in wanted if row.id in open_ids][:MOST]
    calls = incidents.as_seen_by(user, sorted({row.call.id for row in shown}))
    rows = [_row(one, row, calls[row.call.id]) for row in shown if row.call.id in calls]
    told = {"incident": sorted(calls), kind: sorted({row.id for row in shown if row.call.id in calls})}
    hidden = len(wanted) - len(rows)
    return {"figure": one.id, **one.words(), "kind": kind, "rows": rows, "not_yours": hidden}, told


def _part(one: Definition, facts: Facts, part: str) -> list[Any]:
    if part == "counted":
        return one.counted(facts) if isinstance(one, Share | Minutes) else []
    if part != "others":
        raise Invalid(Code.INVALID, "No such part.", fields=["part"])
    counted = {row.id for row in one.counted(facts)} if isinstance(one, Share | Minutes) else set()
    return [row for row in one.inside(facts) if row.id not in counted]


def _wanted(text: str) -> Callable[[Call], bool]:
    """area:Mesa, level:3 or hour:18; without one, everything."""
    if not text:
        return lambda _call: True
    name, _, value = text.partition(":")
    if name == "area":
        return lambda call: call.area == value
    if name in {"level", "hour"} and value.isascii() and value.isdigit():
        return lambda call: (call.level if name == "level" else call.block) == int(value)
    raise Invalid(Code.INVALID, "No such slice.", fields=["slice"])


def _row(one: Definition, row: Any, call: Mapping[str, Any]) -> dict[str, Any]:
    minutes = one.value(row) if isinstance(one, Minutes) else None
    return {
        "id": str(row.id),
        "incident": str(row.call.id),
        "number": call.get("number"),
        "place": call.get("place", ""),
        "area": call.get("area", ""),
        "level": call.get("level"),
        "at": stamp(row.call.opened_at),
        "minutes": None if minutes is None else round(minutes, 1),
    }
