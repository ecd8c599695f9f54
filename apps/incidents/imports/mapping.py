"""A mapping: which column means what, and what the other system's codes are here. An operator edits it."""

import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from apps.incidents.models import Incident

SINGLE = ("external_id", "opened_at", "area", "type", "outcome", "priority")
JOINED = ("place", "crossing")
REQUIRED = ("external_id", "opened_at", "place")
_SHIPPED = files("apps.incidents.imports") / "mappings"


class BadMapping(Exception):
    """The mapping cannot be used; the text says what to change."""


@dataclass(frozen=True)
class TypeCode:
    """One call type of the other system."""

    text: str
    is_mental_health: bool = False


@dataclass(frozen=True)
class Mapping:
    """How to read one system's export."""

    feed: str
    name: str
    zone: ZoneInfo
    delimiter: str
    encoding: str
    date_formats: tuple[str, ...]
    columns: dict[str, tuple[str, ...]]
    block_level: bool = False
    types: dict[str, TypeCode] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)

    @property
    def needed(self) -> frozenset[str]:
        """The columns that the file must have."""
        return frozenset(name for names in self.columns.values() for name in names)

    def at(self, text: str) -> datetime | None:
        """The moment a cell names in the export's own zone, or None when no format fits."""
        for pattern in self.date_formats:
            try:
                found = datetime.strptime(text, pattern)  # noqa: DTZ007  (the zone is the mapping's)
            except ValueError:
                continue
            return found if found.tzinfo else found.replace(tzinfo=self.zone)
        return None


def shipped() -> list[str]:
    """The names of the mappings that come with the product."""
    return sorted(entry.name.removesuffix(".toml") for entry in _SHIPPED.iterdir() if entry.name.endswith(".toml"))


def load(name_or_path: str) -> Mapping:
    """Read a mapping by path, or one that ships by its name. Raises BadMapping with a sentence."""
    path = Path(name_or_path)
    try:
        text = (
            path.read_text("utf-8") if path.suffix == ".toml" else (_SHIPPED / f"{path.name}.toml").read_text("utf-8")
        )
    except (OSError, UnicodeDecodeError) as error:
        raise BadMapping(
            f"No mapping {name_or_path!r}. Name a .toml file, or one of: {', '.join(shipped())}."
        ) from error
    try:
        return _read(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BadMapping(f"The mapping is not valid TOML: {error}.") from error


def _read(raw: dict[str, Any]) -> Mapping:
    columns = _columns(raw.get("columns", {}))
    formats = raw.get("date_formats")
    if not isinstance(formats, list) or not formats:
        raise BadMapping('The mapping needs date_formats, such as ["%Y-%m-%d %H:%M:%S"].')
    if not raw.get("feed"):
        raise BadMapping("The mapping needs a feed: a short name of the other system.")
    try:
        zone = ZoneInfo(raw.get("time_zone", ""))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadMapping(f"time_zone {raw.get('time_zone')!r} is not known.") from error
    return Mapping(
        feed=str(raw["feed"]),
        name=str(raw.get("name", raw["feed"])),
        zone=zone,
        delimiter=str(raw.get("delimiter", ",")),
        encoding=str(raw.get("encoding", "utf-8-sig")),
        date_formats=tuple(map(str, formats)),
        columns=columns,
        block_level=bool(raw.get("block_level", False)),
        types={
            code: TypeCode(str(entry.get("text", code)), bool(entry.get("mental_health", False)))
            for code, entry in raw.get("types", {}).items()
        },
        outcomes=_outcomes(raw.get("outcomes", {})),
    )


def _columns(raw: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    unknown = sorted(set(raw) - {*SINGLE, *JOINED})
    missing = [name for name in REQUIRED if not raw.get(name)]
    if unknown:
        raise BadMapping(f"Unknown in [columns]: {', '.join(unknown)}. Known: {', '.join((*SINGLE, *JOINED))}.")
    if missing:
        raise BadMapping(f"Missing in [columns]: {', '.join(missing)}.")
    return {name: tuple(value) if isinstance(value, list) else (str(value),) for name, value in raw.items()}


def _outcomes(raw: dict[str, str]) -> dict[str, str]:
    known = set(Incident.Result.values)
    wrong = sorted({result for result in raw.values() if result not in known})
    if wrong:
        raise BadMapping(f"Unknown results in [outcomes]: {', '.join(wrong)}. Known: {', '.join(sorted(known))}.")
    return dict(raw)
