"""The demo's directory: invented places of Calder County, written and spoken about through the same actions as ever.

They stand in day_places.json, a line each. Nothing there is copied from any directory.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from apps.accounts.models import User
from apps.common.clock import now
from apps.directory import actions
from apps.directory.models import Service
from apps.outbox.commands import Op, do, key_for
from config.cast import CALDER, fixed_id

CENTRE: Final = (32.76, -117.11)
"""Where Calder County lies in the demo, for distances: programme setting `centre`."""
_AREAS: Final = {
    "Mesa": (0.02, -0.03, "91901"), "Harbor": (-0.04, -0.06, "91902"), "Northgate": (0.09, 0.05, "91903"),
    "Quarry Hill": (-0.02, 0.08, "91904"), "Alder": (0.01, 0.01, "91905"), "Calder": (0.0, 0.0, "91900"),
}  # fmt: skip
_ALL_DAYS: Final = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
_HOURS: Final[dict[str, dict[str, Any]]] = {
    "always": {
        "rules": [{"days": _ALL_DAYS, "opens": "00:00", "closes": "24:00"}],
        "holidays": "open",
    },
    "office": {"rules": [{"days": _ALL_DAYS[:5], "opens": "08:00", "closes": "17:00"}], "holidays": "closed"},
    "late": {
        "rules": [
            {"days": _ALL_DAYS[:5], "opens": "09:00", "closes": "20:00"},
            {"days": ["SA"], "opens": "10:00", "closes": "16:00"},
        ],
        "holidays": "closed",
    },
    "night": {
        "rules": [{"days": _ALL_DAYS, "opens": "18:00", "closes": "08:00"}],
        "holidays": "open",
        "words": "Doors open at 6 pm; out by 8 am.",
    },
    "meals": {"rules": [{"days": _ALL_DAYS, "opens": "11:00", "closes": "13:30"}], "holidays": "open"},
    "weekend": {"rules": [{"days": ["FR", "SA", "SU"], "opens": "17:00", "closes": "02:00"}], "holidays": "open"},
}
_WAYS: Final = {
    "walk": ("yes", "Walk in, or call ahead."),
    "call": ("no", "Call first; they give a time."),
    "referral": ("referral", "A clinician refers; they call back."),
}


@dataclass(frozen=True)
class Room:
    """What is counted, and the last word about it: (hours ago, number, who there, how)."""

    unit: str
    unit_es: str
    most: int | None
    said: Sequence[Any] | None = None
    sort: str = "count"


@dataclass(frozen=True)
class Line:
    """One service."""

    name: str
    area: str
    terms: str
    text: str
    hours: str = "office"
    way: str = "call"
    languages: str = "en es"
    pays: str = "medicaid sliding"
    ages: Sequence[int | None] = (18, None)
    who: str = ""
    not_for: str = ""
    bring: Sequence[str] = ()
    room: Sequence[Mapping[str, Any]] = ()
    of: str = ""
    is_sud: bool = False
    sms: bool = False
    answers_h: int = 24
    veterans: bool = False

    @property
    def counted(self) -> list[Room]:
        """What is counted there."""
        return [Room(**one) for one in self.room]


LINES: Final = tuple(Line(**one) for one in json.loads(Path(__file__).with_suffix(".json").read_text("utf-8")))


def service_id(name: str) -> UUID:
    """The fixed id of a service of the demo."""
    return fixed_id(f"service {name}")


def places(people: Mapping[str, User], system: User) -> str:
    """Write the directory and let its words come in, as old as they are; answers one line."""
    for number, line in enumerate(LINES, start=1):
        if not Service.objects.filter(id=service_id(line.name)).exists():
            _write(line, number, system)
            _speak(line, people)
    return f"{len(LINES)} places to go"


def _facts(line: Line, number: int) -> dict[str, Any]:
    walk_in, words = _WAYS[line.way]
    spoken = {"es": "Spanish", "en": "English", "vi": "Vietnamese", "ko": "Korean", "zh": "Chinese", "ase": "ASL"}
    return {
        "phones": [{"number": f"555-{1500 + number:04}", "kind": "voice"}],
        "hours": _HOURS[line.hours],
        "who": {
            "words": line.who,
            "min_age": line.ages[0],
            "max_age": line.ages[1],
            "veterans": line.veterans,
            "youth": (line.ages[1] or 99) <= 24,
        },
        "not_for": {"words": line.not_for},
        "bring": {"documents": list(line.bring)},
        "languages": {
            "codes": line.languages.split(),
            "words": ", ".join(spoken[code] for code in line.languages.split()),
        },
        "pays": {"codes": line.pays.split()},
        "way_in": {"walk_in": walk_in, "words": words},
    }


def _write(line: Line, number: int, system: User) -> None:
    north, east, postal = _AREAS[line.area]
    runs = line.of or line.name
    place = {
        "id": fixed_id(f"location {line.name}"),
        "name": line.name,
        "address_1": f"{100 + number * 37} {('Pier', 'Alder', 'Fourth', 'Foundry', 'Pine')[number % 5]} St",
        "city": line.area,
        "state": "CA",
        "postal_code": postal,
        "country": "US",
        "latitude": round(CENTRE[0] + north + (number % 7 - 3) * 0.004, 5),
        "longitude": round(CENTRE[1] + east + (number % 5 - 2) * 0.006, 5),
    }
    at = f"handoff.{number}@places.example"
    do(
        actions.write_service,
        by=system,
        key=key_for(fixed_id("seed"), f"service {line.name}"),
        id=service_id(line.name),
        programme_id=CALDER.id,
        organization={"id": fixed_id(f"organization {runs}"), "name": runs},
        place=place,
        fields={
            "name": line.name,
            "description": line.text,
            "is_sud": line.is_sud,
            "handoff_email": at,
            "handoff_sms": f"+1555{2000 + number:07}" if line.sms else "",
            "answers_within_h": line.answers_h,
            "terms": [{"code": "", "name": term} for term in line.terms.split(";")],
        },
        facts=_facts(line, number),
        room=[
            {
                "id": _room_id(line, one),
                "sort": one.sort,
                "unit": one.unit,
                "unit_es": one.unit_es,
                "maximum": one.most,
            }
            for one in line.counted
        ],
    )


def _room_id(line: Line, room: Room) -> UUID:
    return fixed_id(f"room {line.name} {room.unit}")


def _speak(line: Line, people: Mapping[str, User]) -> None:
    for one in line.counted:
        if one.said is None:
            continue
        hours_ago, number, who, how = one.said
        do(
            actions.report_capacity,
            by=people["casey"],
            key=key_for(fixed_id("seed"), f"word {line.name} {one.unit}"),
            op=Op(occurred_at=now() - timedelta(hours=hours_ago)),
            service_id=service_id(line.name),
            id=fixed_id(f"word {line.name} {one.unit}"),
            capacity=_room_id(line, one),
            available=number,
            told_by=who,
            how="phone" if how == "link" else how,
        )
    if line.name == "Harbor Light Crisis Center":
        do(
            actions.correct_service,
            by=people["casey"],
            key=key_for(fixed_id("seed"), f"correction {line.name}"),
            op=Op(occurred_at=now() - timedelta(days=3)),
            service_id=service_id(line.name),
            id=fixed_id(f"correction {line.name}"),
            what="phones",
            value=[{"number": "555-0150", "kind": "voice"}],
            how="phone",
            told_by="Priya Nair",
        )
