"""The way in for a place without an account: a link and a second factor, made, told, tried, ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, ClassVar, Final
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password

from apps.access import allow
from apps.common.clock import now
from apps.common.codes import folded_code, folded_digits, hash_of, new_code, new_digits
from apps.common.errors import Code, Conflict, Invalid, NotFound
from apps.common.ids import uuid7
from apps.common.lookup import get_or_404
from apps.common.when import day_words, time_words
from apps.notifications.actions import queue_message, stop_messages
from apps.notifications.models import Message
from apps.outbox.commands import NEVER, action
from apps.outbox.record import record
from apps.referrals.actions.common import finish, lock_by_place
from apps.referrals.models import Need, PartnerLink, Referral
from apps.referrals.queries.links import LIVE, TRIES, Ways, links_of, was_asked, ways_of, why_closed

LINK_LIFE: Final = timedelta(hours=72)
"""Product §7."""
ASKED_AFTER: Final = timedelta(hours=1)
"""After a booked time until the place is asked whether they came. Unverified default."""
ASKED, NEWS, CALLED_OFF, CAME = "place_link", "place_news", "place_called_off", "place_came"
CODE, OVER, COMING = "place_code", "place_ended", "place_coming"
_FACTOR: Final = {
    True: (
        "It asks for the 6-digit code that we text to {to}.",
        "Le pediremos el código de 6 cifras que enviamos por mensaje de texto a {to}.",
    ),
    False: (
        "It asks for the 6-digit code that we tell you on the phone.",
        "Le pediremos el código de 6 cifras que le damos por teléfono.",
    ),
}


def make_link(
    referral: Referral, *, text: str = ASKED, replaces: bool = True, due_at: datetime | None = None
) -> PartnerLink | None:
    """A fresh link with its messages, in the open runner. None where the place can only be phoned.

    The code leaves by one road, the second factor by another: a text to their registered phone, or a call. Its life
    begins when it leaves: now, or at `due_at`.
    """
    ways = ways_of(referral.service)
    if ways is None:
        return None
    if replaces:
        end_links(referral)
    code, factor = new_code(), new_digits() if ways.factor_to else ""
    link = PartnerLink.objects.create(
        referral=referral,
        code_hash=hash_of(code),
        factor_hash=make_password(factor) if factor else "",
        expires_at=(due_at or now()) + LINK_LIFE,
    )
    if factor:
        _queue(referral, f"{CODE}:{link.id}", Message.Channel.SMS, ways.factor_to, CODE, {}, factor, due_at)
    params = _asker(referral.need) | _until(link, referral.need) | _factor_words(ways)
    _queue(referral, f"{text}:{link.id}", ways.channel, ways.to, text, params, code, due_at)
    return link


def end_links(referral: Referral) -> None:
    """Close all of them for good, and stop what has not left yet. Inside the open runner."""
    stop_messages(referral)
    for link in links_of(referral).select_for_update(of=("self",)):
        link.revoked_at = now()
        link.bump("revoked_at")


def take_back_later(referral: Referral) -> None:
    """Links that were to leave later do not: they end with both of their messages. Inside the open runner."""
    for link in links_of(referral).filter(expires_at__gt=now() + LINK_LIFE).select_for_update(of=("self",)):
        stop_messages(referral, keys=[f"{text}:{link.id}" for text in (CODE, CAME)])
        link.revoked_at = now()
        link.bump("revoked_at")


def ask_who_came_later(referral: Referral) -> bool:
    """Ask the place an hour after its booked time whether they came, and no more for an earlier one. Inside a runner.

    Answers whether it will be asked: where both keys cannot be sent we call, as the need's next step says.
    """
    take_back_later(referral)
    ways, at = ways_of(referral.service), referral.appointment_at
    if referral.status != Referral.Status.SCHEDULED or at is None or ways is None or not ways.factor_to:
        return False
    make_link(referral, text=CAME, replaces=False, due_at=at + ASKED_AFTER)
    return True


def tell_over(referral: Referral) -> None:
    """The place is not needed any more: its links end, and where it was asked it is told so."""
    asked = was_asked(referral)
    end_links(referral)
    ways = ways_of(referral.service)
    if not asked or ways is None:
        return
    zone, sent = referral.need.programme.time_zone, referral.sent_at or referral.status_at
    asked_on = {f"asked_{language}": day_words(sent, zone, language) for language in ("en", "es")}
    _queue(referral, f"{OVER}:{referral.id}", ways.channel, ways.to, OVER, _asker(referral.need) | asked_on)


def tell_coming(referral: Referral) -> None:
    """The team has left for them. It says that, and nobody's name."""
    ways = ways_of(referral.service)
    if ways is not None:
        _queue(referral, f"{COMING}:{referral.id}", ways.channel, ways.to, COMING, _asker(referral.need))


def _queue(
    referral: Referral,
    key: str,
    channel: str,
    to: str,
    text: str,
    params: dict[str, str],
    secret: str = "",
    due_at: datetime | None = None,
) -> Message:
    return queue_message(
        key=key,
        channel=channel,
        audience=Message.Audience.PROVIDER,
        to=to,
        text=text,
        params={"place": referral.service_name} | params,
        secret=secret,
        about=referral,
        due_at=due_at,
    )


def _asker(need: Need) -> dict[str, str]:
    """Who asks and whom to call: the agency and the work phone of whoever sees to it."""
    owner = need.owner
    asker = owner.agency.name if owner.agency else need.programme.name
    return {"asker": asker, "phone": owner.phone or need.asked_by.phone or asker}


def _until(link: PartnerLink, need: Need) -> dict[str, str]:
    zone = need.programme.time_zone
    return {f"until_{language}": time_words(link.expires_at, zone, language) for language in ("en", "es")}


def _factor_words(ways: Ways) -> dict[str, str]:
    shown = ways.factor_to[:-2] + "••" if ways.factor_to else ""
    english, spanish = _FACTOR[bool(ways.factor_to)]
    return {"factor_en": english.format(to=shown), "factor_es": spanish.format(to=shown)}


@action("referral.send_link", offline=NEVER)
def send_link(*, by: Any, referral_id: UUID) -> Need:
    """Send the link again: a new code and a new second factor; the old ones open nothing from now on.

    Raises Conflict where the place can only be phoned, or has nothing to read any more.
    """
    held, row = lock_by_place(referral_id, by, "referral.send_link")
    if row.status not in LIVE:
        raise Conflict(Code.ILLEGAL_TRANSITION, "There is nothing for them to read now.", version=held.need.version)
    link = make_link(row)
    if link is None:
        raise Conflict(Code.NO_CHANNEL, "This place has no e-mail and no phone for texts. Call them.")
    ask_who_came_later(row)  # the old one has ended with the old links
    record(by, "referral.link_sent", row, link=link.id)
    return finish(held)


@action("referral.tell_factor", offline=NEVER)
def tell_factor(*, by: Any, referral_id: UUID, factor: str) -> Need:
    """The second factor as told on a call: made and shown once by the caller's own device, kept as a hash.

    It replaces one that was texted. Raises Invalid for anything but six digits, Conflict where no link is open.
    """
    held, row = lock_by_place(referral_id, by, "referral.tell_factor")
    plain = folded_digits(factor)
    if plain is None:
        raise Invalid(Code.INVALID, "Six digits, please.", fields=["factor"])
    in_hand = links_of(row).filter(expires_at__gt=now(), expires_at__lte=now() + LINK_LIFE)
    link = in_hand.select_for_update(of=("self",)).first()
    if link is None or why_closed(link, row):
        raise Conflict(Code.LINK_INVALID, "There is no open link. Send one first.")
    link.factor_hash = make_password(plain)
    link.bump("factor_hash")
    record(by, "referral.factor_told", row, link=link.id)
    return finish(held)


@dataclass(frozen=True)
class Opened:
    """What came of a try. `link` only with both keys; then `closed` says why there is nothing to read, if so."""

    KIND: ClassVar[str] = "partner_link"

    id: UUID
    version: int = 1
    link: PartnerLink | None = None
    closed: str = ""


@cache
def nobodys_hash() -> str:
    """A hash to compare with where there is no link, so that both kinds of wrong take the same time."""
    return make_password(new_digits())


@action("place.open", offline=NEVER)
def open_place(*, by: Any, code: str, factor: str) -> Opened:
    """Try code and second factor. A wrong factor counts, the fifth closes; it never says which one was wrong."""
    allow(by, "place.open")
    plain_code, plain_factor = folded_code(code), folded_digits(factor)
    found = PartnerLink.objects.filter(code_hash=hash_of(plain_code or "")).first()
    # Exactly one comparison, whatever was typed, and before any lock.
    is_right = check_password(plain_factor or "", (found.factor_hash if found else "") or nobodys_hash())
    if found is None:
        return Opened(uuid7())
    _held, row = lock_by_place(found.referral_id, by, "place.open")
    link = PartnerLink.objects.select_for_update(of=("self",)).get(id=found.id)
    if link.tries >= TRIES:
        return Opened(link.id, link.version)
    if not is_right or plain_factor is None or link.factor_hash != found.factor_hash:
        link.tries += 1
        link.bump("tries")
        record(by, "place.refused", row, link=link.id, tries=link.tries)
        return Opened(link.id, link.version)
    closed = why_closed(link, row)
    if not closed and link.opened_at is None:
        link.opened_at = now()
        link.bump("opened_at")
    record(by, "place.opened", row, link=link.id, closed=closed)
    return Opened(link.id, link.version, link, closed)


def open_link_of(link_id: UUID, by: Any, asked: str) -> tuple[PartnerLink, Referral]:
    """A link that is open now, with its referral; both locked. Raises Conflict (LINK_INVALID) with why it is not."""
    found = get_or_404(PartnerLink.objects.all(), link_id)
    _held, row = lock_by_place(found.referral_id, by, asked)
    link = PartnerLink.objects.select_for_update(of=("self",)).filter(id=link_id).first()
    if link is None:
        raise NotFound
    why = why_closed(link, row)
    if why:
        raise Conflict(Code.LINK_INVALID, "This page is closed.", why=why)
    return link, row
