"""The side file of an instrument: what counts, where the bands begin, the languages, and who permitted its use."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from apps.encounters.forms.shape import MILLE, BadInstrument, Band, Form, Item, key_of

BANDS: Final = 12
TEXT: Final = 500
LANGUAGES: Final = frozenset({"en", "es"})
_KNOWN: Final = frozenset({"languages", "score", "bands", "licence"})
_SCORE: Final = frozenset({"into", "items", "weights"})
_BAND: Final = frozenset({"code", "from", "label", "sentence", "asks"})
_LICENCE: Final = frozenset({"holder", "permitted_by", "until"})


@dataclass(frozen=True, slots=True)
class Licence:
    """Who owns the wording, who permitted its use here, and until when (None: without end)."""

    holder: str
    permitted_by: str
    until: date | None


def licence_of(side: Mapping[str, Any]) -> Licence:
    """The licence record; raises BadInstrument where it is not whole. Nothing is loaded without one."""
    raw = side.get("licence")
    if not isinstance(raw, dict) or set(raw) != _LICENCE:
        raise BadInstrument("licence: needs holder, permitted_by and until (a date, or null for no end).")
    holder, permitted = raw["holder"], raw["permitted_by"]
    for name, value in (("holder", holder), ("permitted_by", permitted)):
        if not isinstance(value, str) or not 0 < len(value.strip()) <= TEXT:
            raise BadInstrument(f"licence.{name}: must be a text.")
    try:
        until = None if raw["until"] is None else date.fromisoformat(raw["until"])
    except (TypeError, ValueError) as error:
        raise BadInstrument("licence.until: must be a date such as 2027-06-30, or null.") from error
    return Licence(holder, permitted, until)


def languages_of(side: Mapping[str, Any]) -> list[str]:
    """The languages it may be asked in; the first is the one it is written in. English where none are named."""
    found = side.get("languages", ["en"])
    if not isinstance(found, list) or not found or not all(isinstance(one, str) for one in found):
        raise BadInstrument("languages: must be a list such as ['en', 'es'].")
    if not set(found) <= LANGUAGES or len(set(found)) != len(found):
        raise BadInstrument("languages: each once, and each one of en, es.")
    return found


def dictionary(value: Any, what: str) -> None:
    """Raise BadInstrument unless this is an object of the side file, with names it may have."""
    if not isinstance(value, dict):
        raise BadInstrument(f"{what} must be a JSON object.")
    if what == "The side file" and not set(value) <= _KNOWN:
        raise BadInstrument(f"{what} has {', '.join(sorted(set(value) - _KNOWN))[:80]}, which means nothing here.")


def score_of(side: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the side file says about the score."""
    found = side.get("score", {})
    if not isinstance(found, dict) or not set(found) <= _SCORE:
        raise BadInstrument(f"score: may hold {', '.join(sorted(_SCORE))}.")
    return found


def into_of(score: Mapping[str, Any], items: Mapping[str, Item]) -> str:
    """The item that takes the sum: it is filled in, never asked."""
    into = score.get("into", "")
    if into and (not isinstance(into, str) or into not in items or items[into].type not in {"integer", "decimal"}):
        raise BadInstrument(f"score.into: {str(into)[:80]!r} is no item that takes a number.")
    return str(into)


def weights_of(score: Mapping[str, Any], items: Mapping[str, Item]) -> dict[str, dict[str, int]]:
    """For each item that counts: key of an answer -> thousandths."""
    given, named = score.get("weights", {}), score.get("items")
    if not isinstance(given, dict) or not all(isinstance(one, dict) for one in given.values()):
        raise BadInstrument("score.weights: must be an object of objects, linkId -> answer -> number.")
    if named is not None and (not isinstance(named, list) or not all(isinstance(one, str) for one in named)):
        raise BadInstrument("score.items: must be a list of linkIds.")
    for link_id in [*given, *(named or [])]:
        if link_id not in items or not items[link_id].is_question:
            raise BadInstrument(f"score: {link_id[:80]!r} is no question of this form.")
    wanted = items if named is None else named
    found = {link_id: _weights(items[link_id], given.get(link_id, {})) for link_id in wanted}
    silent = [link_id for link_id in named or [] if not found[link_id]]
    if silent:
        raise BadInstrument(f"{silent[0][:80]}: is to count, and no answer to it has a weight.")
    return {link_id: weights for link_id, weights in found.items() if weights}


def _weights(item: Item, given: Mapping[str, Any]) -> dict[str, int]:
    keys = {key_of(option.value) for option in item.options} | (
        {"true", "false"} if item.type == "boolean" else set()
    )
    by_code = {key.rpartition("|")[2]: key for key in keys}
    weights = {key_of(option.value): option.weight for option in item.options if option.weight is not None}
    for name, value in given.items():
        key = name if name in keys else by_code.get(name)
        if key is None:
            raise BadInstrument(f"{item.link_id[:80]}: {name[:40]!r} is no answer to it, and has a weight.")
        weights[key] = mille(value, item.link_id)
    if weights and set(weights) != keys:
        raise BadInstrument(f"{item.link_id[:80]}: some of its answers have a weight and some have none.")
    return weights


def mille(value: Any, where: str) -> int:
    """A weight in thousandths; raises BadInstrument for what has no exact place there."""
    if not isinstance(value, int | float) or isinstance(value, bool) or abs(value) > MILLE:
        raise BadInstrument(f"{where[:80]}: a weight is a number from -1000 to 1000.")
    found = round(value * MILLE)
    if abs(found - value * MILLE) > 1e-6:
        raise BadInstrument(f"{where[:80]}: a weight has at most 3 decimals.")
    return found


def weigh(item: Item, weights: Mapping[str, Mapping[str, int]]) -> Item:
    """The item with what its answers count."""
    return replace(item, weights=dict(weights.get(item.link_id, {})))


def bands_of(side: Mapping[str, Any], items: Mapping[str, Item]) -> tuple[Band, ...]:
    """Where each band begins. The first begins at or below the least score, so that no score is without words."""
    found = side.get("bands", [])
    if not isinstance(found, list) or len(found) > BANDS:
        raise BadInstrument(f"bands: at most {BANDS} of them, in a list.")
    bands = tuple(_band(one, number) for number, one in enumerate(found))
    begins = [band.begins for band in bands]
    if begins != sorted(set(begins)) or len({band.code for band in bands}) != len(bands):
        raise BadInstrument("bands: each begins higher than the one before, under a code of its own.")
    if bands and not any(item.weights for item in items.values()):
        raise BadInstrument("bands: nothing in this form counts.")
    least = sum(min(0, *item.weights.values()) for item in items.values() if item.weights)
    if bands and bands[0].begins > least:
        raise BadInstrument(f"bands: the first begins above {least / MILLE:g}, which a score may be.")
    return bands


def _band(raw: Any, number: int) -> Band:
    if not isinstance(raw, dict) or not set(raw) <= _BAND or not isinstance(raw.get("code"), str):
        raise BadInstrument(f"bands[{number}]: needs code, from, label, and may have sentence and asks.")
    for name in ("label", "sentence", "asks"):
        if not _are_texts(raw.get(name, {}), must_be_said=name == "label"):
            raise BadInstrument(f"bands[{number}].{name}: must be texts by language.")
    if not 0 < len(raw["code"]) <= 40:
        raise BadInstrument(f"bands[{number}].code: must be a short word.")
    return Band(raw["code"], mille(raw.get("from"), f"bands[{number}].from"))


def compiled(form: Form, side: Mapping[str, Any]) -> dict[str, Any]:
    """What a phone needs beside the questionnaire to score as the server does; weights and bounds in thousandths."""
    bands = side.get("bands", [])
    return {
        "order": list(form.order),
        "weights": {link_id: dict(item.weights) for link_id, item in form.items.items() if item.weights},
        "bands": [
            {"code": band.code, "from": band.begins}
            | {name: raw.get(name, {}) for name in ("label", "sentence", "asks")}
            for band, raw in zip(form.bands, bands, strict=True)
        ],
        "into": form.into,
    }


def _are_texts(said: Any, *, must_be_said: bool) -> bool:
    if not isinstance(said, dict) or not set(said) <= LANGUAGES or (must_be_said and not said):
        return False
    return all(isinstance(one, str) and len(one) <= TEXT for one in said.values())
