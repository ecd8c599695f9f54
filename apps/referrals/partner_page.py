"""What a place's page shows and which forms it has, by how far the referral is."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from apps.common.clock import now
from apps.common.ids import uuid7
from apps.common.when import time_words
from apps.referrals.actions.place import Seen
from apps.referrals.models import Need, Note, PartnerLink, Referral
from apps.referrals.partner_words import DECLINE, WORDS
from apps.referrals.queries.links import LIVE, why_closed
from apps.referrals.queries.told import told

Status = Referral.Status
ASKED: Final = (Status.SENT, Status.NEEDS_CLIENT)
YES: Final = (Status.ACCEPTED, Status.SCHEDULED, Status.MISSED, Status.NO_CONTACT)
TIMES: Final = ("1", "2", "3")


@dataclass(frozen=True)
class Shown:
    """What the visitor sees besides the packet: in which language, what was just kept, what was not right."""

    language: str
    saved: bool = False
    wrong: str = ""
    typed: dict[str, str] | None = None


def context_of(seen: Seen, shown: Shown) -> dict[str, Any]:
    """Everything for the template; its texts are made here, so that the template only places them."""
    words, link = WORDS[shown.language], seen.link
    row = link.referral
    need, zone = row.need, row.need.programme.time_zone
    context: dict[str, Any] = {
        "words": words,
        "language": shown.language,
        "other": "en" if shown.language == "es" else "es",
        "page_title": words["request_for"].format(place=row.service_name),
        "key": str(uuid7()),
        "saved": shown.saved,
        "wrong": shown.wrong,
        "typed": shown.typed or {},
        "until": time_words(link.expires_at, zone, shown.language),
        "notes": [_note(note, words, zone, shown.language) for note in row.notes.select_related("by").order_by("at")],
        "asked_by": _asked_by(need, row, shown.language),
        "ask_us": need.owner,
        "status": row.status,
        "can_answer": row.status in ASKED,
        "has_said_yes": row.status in YES,
        "race": _others(row).exists(),
        "declines": [
            {"code": word["code"], "text": word["es" if shown.language == "es" else "en"]} for word in DECLINE
        ],
        "times": TIMES,
        "answered": _answered(row, words, shown.language),
    }
    return context | _packet(seen, shown.language, words)


def _packet(seen: Seen, language: str, words: dict[str, str]) -> dict[str, Any]:
    place = seen.link.referral.service_name
    if seen.packet is None:
        return {"title": words["called_off"], "rows": [], "why": []}
    what = told(seen.packet, language)
    is_now = seen.packet.referral.need.urgency == Need.Urgency.NOW
    title = words["can_see_now" if is_now else "can_see"].format(place=place, who=what.who or words["somebody"])
    return {"title": title, "rows": what.rows, "why": what.why}


def _asked_by(need: Need, row: Referral, language: str) -> str:
    agency = need.asked_by.agency.name if need.asked_by.agency else need.programme.name
    at = time_words(row.sent_at or need.asked_at, need.programme.time_zone, language)
    return WORDS[language]["asked_by"].format(at=at, name=need.asked_by.name, agency=agency)


def _others(row: Referral) -> Any:
    """Whether another place may say yes, too."""
    return Referral.objects.filter(need_id=row.need_id, status__in=LIVE).exclude(id=row.id)


def _answered(row: Referral, words: dict[str, str], language: str) -> list[str]:
    """What was said so far, in sentences."""
    zone = row.need.programme.time_zone
    if row.status == Status.NEEDS_CLIENT:
        return [words["needs_client"]]
    if row.status == Status.ATTENDED:
        return [words["they_came"]]
    lines = [words["said_yes"]] if row.status in YES else []
    if lines and row.answered_at and row.answered_by:
        at = time_words(row.answered_at, zone, language)
        lines.append(words["said_yes_more"].format(name=row.answered_by, at=at))
    if row.status == Status.SCHEDULED and row.appointment_at:
        lines.append(words["is_booked"].format(at=time_words(row.appointment_at, zone, language)))
    return [words["they_missed"]] if row.status == Status.MISSED else lines


def _note(note: Note, words: dict[str, str], zone: str, language: str) -> dict[str, str]:
    who = note.by.name if note.by else note.by_name or words["you"]
    at = time_words(note.at, zone, language)
    text = words[f"undone_{note.text}"] if note.kind == Note.Kind.UNDONE else note.text
    if note.kind == Note.Kind.CONFIRMED:
        return {"who": words["the_person"], "at": at, "text": words["confirmed"]}
    if note.kind == Note.Kind.TIMES:
        text = words["times"].format(times="; ".join(_time(each, zone, language) for each in note.times))
    return {"who": who, "at": at, "text": text}


def _time(iso: str, zone: str, language: str) -> str:
    return time_words(datetime.fromisoformat(iso), zone, language)


def calendar_of(link_id: UUID) -> str | None:
    """The booked time as a calendar's file (RFC 5545): the place and the hour. None where nothing is booked."""
    link = PartnerLink.objects.select_related("referral").filter(id=link_id).first()
    if link is None or why_closed(link, link.referral) or link.referral.appointment_at is None:
        return None
    at = link.referral.appointment_at.astimezone(UTC)
    place = re.sub(r"([,;\\])", r"\\\1", link.referral.service_name)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Alongside//Request//EN",
        "BEGIN:VEVENT",
        f"UID:{link.referral_id}@alongside",
        f"DTSTAMP:{now().astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART:{at:%Y%m%dT%H%M%SZ}",
        f"DTEND:{at + timedelta(hours=1):%Y%m%dT%H%M%SZ}",
        f"SUMMARY:Alongside · {place}",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _folded(line: str) -> str:
    """No line longer than 75 octets."""
    parts: list[str] = []
    rest = line
    while len(rest.encode()) > 74:
        cut = 74
        while len(rest[:cut].encode()) > 74:
            cut -= 1
        parts, rest = [*parts, rest[:cut]], rest[cut:]
    return "\r\n ".join([*parts, rest])
