"""A packet in words: the same lines on a place's page and on its paper."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from apps.common.clock import now
from apps.common.when import date_in_full, time_words
from apps.encounters.plan_text import PARTS
from apps.encounters.plan_words import TITLES
from apps.people.models import Consent
from apps.referrals.models import Need
from apps.referrals.partner_words import WORDS, said
from apps.referrals.queries.packet import Packet

What = Consent.What


@dataclass(frozen=True)
class Told:
    """The lines of one packet in one language: (title, lines), and why it may be told."""

    who: str
    rows: list[tuple[str, list[str]]]
    why: list[str]


def told(packet: Packet, language: str) -> Told:
    """Everything that the packet holds, and nothing else."""
    words, zone = WORDS[language], packet.referral.need.programme.time_zone
    rows = [(words["who"], _who(packet.parts, words)), (words["needs"], [packet.referral.need.words])]
    for code, title, lines in _LINES:
        part = packet.parts.get(code)
        if part:
            rows.append((words[title], lines(part, language, zone)))
    rows.append((words["arrives"], _coming(packet, words, language, zone)))
    return Told(_name(packet.parts), [(title, lines) for title, lines in rows if lines], _why(packet, language))


def _name(parts: Mapping[str, Any]) -> str:
    name = parts.get(What.NAME) or {}
    return str(name.get("called") or name.get("given") or "")


def _who(parts: Mapping[str, Any], words: Mapping[str, str]) -> list[str]:
    name, birth = parts.get(What.NAME) or {}, parts.get(What.BIRTH) or {}
    full = " ".join(filter(None, (name.get("given", ""), name.get("family", ""))))
    lines = [full]
    if name.get("called") and name["called"] != name.get("given"):
        lines.append(words["called"].format(name=name["called"]))
    if birth.get("date"):
        lines.append(f"{birth['date']} ({words['years'].format(n=_age(date.fromisoformat(birth['date'])))})")
    elif birth.get("year"):
        lines.append(str(birth["year"]))
    if name.get("language"):
        lines.append(words["speaks"].format(language=name["language"]))
    return [line for line in lines if line]


def _age(born: date) -> int:
    today = now().date()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _today(part: Mapping[str, Any], language: str, _zone: str) -> list[str]:
    words = WORDS[language]
    lines = [", ".join(said(name, part[name], language)) for name in ("reasons", "observed", "protective")]
    if part["judgement"]:
        lines.append(words["judgement"].format(word=said("judgement", [part["judgement"]], language)[0]))
    lines.append(part["judgement_why"])
    if part["helped"]:
        lines.append(words["helped_today"].format(what=", ".join(said("helped", part["helped"], language))))
    return [line for line in lines if line]


def _medical(part: list[str], language: str, _zone: str) -> list[str]:
    return said("medical", part, language)


def _helps(part: Mapping[str, Any], language: str, _zone: str) -> list[str]:
    words = WORDS[language]
    first = [f"{words['first_words']}: {part['first_words']}"] if part["first_words"] else []
    return [*first, *map(str, part["helps"]), *(f"{words['worse']}: {line}" for line in part["worse"])]


def _safety_plan(part: Mapping[str, Any], language: str, _zone: str) -> list[str]:
    titles = TITLES[language]
    lines = ((titles[name], part["parts"].get(name, [])) for name in PARTS)
    return [f"{title}: {'; '.join(own)}" for title, own in lines if own]


def _contact(part: list[Mapping[str, str]], language: str, _zone: str) -> list[str]:
    words = WORDS[language]
    ways = {"call": words["by_call"], "text": words["by_text"]}
    return [
        " · ".join(
            filter(
                None,
                (row["value"], row["label"], ", ".join(ways[way] for way in row["ways"].split()), row["language"]),
            )
        )
        for row in part
    ]


def _earlier(part: list[Mapping[str, Any]], language: str, zone: str) -> list[str]:
    return [
        f"{row['at'][:10]}: {', '.join(said('reasons', row['reasons'], language))}"
        if row["reasons"]
        else row["at"][:10]
        for row in part
    ]


_LINES: Final[tuple[tuple[str, str, Callable[[Any, str, str], list[str]]], ...]] = (
    (What.TODAY, "today", _today),
    (What.MEDICAL, "medical", _medical),
    (What.WHAT_HELPS, "helps", _helps),
    (What.SAFETY_PLAN, "safety_plan", _safety_plan),
    (What.CONTACT, "contact", _contact),
    (What.EARLIER, "earlier", _earlier),
)


def _coming(packet: Packet, words: Mapping[str, str], language: str, zone: str) -> list[str]:
    row = packet.referral
    if row.handed_over_at is not None:
        return []
    if row.arrived_at is not None:
        return [words["arrived"].format(at=time_words(row.arrived_at, zone, language))]
    return [words["left"].format(at=time_words(row.left_at, zone, language))] if row.left_at else []


def _why(packet: Packet, language: str) -> list[str]:
    """Why it may be told; of substance use with the notice, exact, and the consent's scope (42 CFR 2.32)."""
    words, need = WORDS[language], packet.referral.need
    consent = need.consent
    if need.basis == Need.Basis.CONSENT and consent is not None:
        until, purpose = date_in_full(consent.until, language), words[consent.purpose]
        # whoever may not be told the person's name is not told it by the way either
        name = consent.decider_name if What.NAME in packet.what else words["the_person"]
        lines = [words["agreed"].format(name=name, place=packet.referral.service_name, purpose=purpose, until=until)]
    else:
        lines = [words[need.basis]]
    if packet.notice:
        lines += [packet.notice, words["notice_too"]]
    if packet.scope:
        what = ", ".join(said("what", packet.scope["what"], language))
        lines.append(words["scope"].format(what=what, discloser=packet.scope["discloser"]))
    return [line for line in lines if line]
