"""What a person answers to a text: C confirms, STOP ends all texts at once, everything else is told to the owner."""

import re
from typing import Any, Final
from uuid import UUID, uuid5

from apps.access import Role, allow
from apps.accounts.queries import members
from apps.common.keys import plain
from apps.followups.events import PersonReplied
from apps.followups.models import Reply
from apps.followups.queries import replies as queries
from apps.outbox.commands import NEVER, AlreadyApplied, action
from apps.outbox.publish import publish, user_stream
from apps.outbox.record import record
from apps.people.actions.contacts import stop_texting
from apps.people.models import Person
from apps.referrals.actions.answers import confirm_by_person

Meant = Reply.Meant
_SAID: Final = {
    Meant.CONFIRM: {"c", "confirm", "confirmed", "yes", "y", "si", "confirmo", "confirmar", "confirmado"},
    # The words that US carriers ask every sender to honour (CTIA Messaging Principles 5.1.3), and their Spanish.
    Meant.STOP: {"stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out"}
    | {"alto", "parar", "pare", "para", "basta", "cancelar", "fin", "baja"},
    Meant.START: {"start", "unstop", "empezar", "iniciar", "comenzar"},
}


def meaning_of(text: str) -> str:
    """What a text of one word means; anything longer is words for a person to read."""
    said = " ".join(re.findall(r"[^\W_]+", plain(text)))
    return next((meant for meant, words in _SAID.items() if said in words), Meant.OTHER)


@action("reply.keep", offline=NEVER)
def keep_reply(*, gateway_id: str, number: str, text: str, by: Any) -> Any:
    """Keep what came from a number that we know; from any other nothing is kept. The same id again changes nothing.

    STOP is in force when this returns: from then on no text to a person leaves for this number. START undoes
    nothing: only staff do, by asking anew. Whoever owns the case, or the need, is told that there is a reply.
    """
    allow(by, "reply.keep")
    if Reply.objects.filter(gateway_id=gateway_id).exists():
        raise AlreadyApplied(None)
    found = queries.who_wrote(number)
    if found is None:
        return
    meant = meaning_of(text)
    if meant == Meant.STOP:
        stop_texting(number=number, by=by)
    if meant == Meant.CONFIRM and found.appointment is None:
        meant = Meant.OTHER
    reply = Reply.objects.create(
        programme_id=found.person.programme_id,
        gateway_id=gateway_id,
        person=found.person,
        case=found.case,
        referral=found.referral,
        meant=meant,
        words=text,
        told_id=found.owner_id,
    )
    record(by, "reply.kept", reply, meant=meant)
    told = _confirm(found, by) if meant == Meant.CONFIRM else None
    _tell(found, told)


def _confirm(found: queries.Wrote, by: Any) -> UUID | None:
    """Note it beside the appointment, once for each hour; answers who was told by that."""
    if found.referral is None or found.appointment is None:
        return None
    note_id = uuid5(found.referral.id, f"confirmed {found.appointment.isoformat()}")
    need = confirm_by_person(referral_id=found.referral.id, note_id=note_id, by=by)
    return need.owner_id


def _tell(found: queries.Wrote, told: UUID | None) -> None:
    """The owner; where nobody owns anything of this person, the supervisors."""
    about: Any = found.case or (found.referral.need if found.referral is not None else None) or found.person
    about = type(about).objects.select_for_update(of=("self",)).get(id=about.id)
    who = [found.owner_id] if found.owner_id else _supervisors(found.person)
    about.bump()
    alert = [one for one in who if one != told]
    streams = [user_stream(one) for one in who]
    publish(PersonReplied(about.id, about.version), about=about, to=streams, alert=alert)


def _supervisors(person: Person) -> list[UUID]:
    return sorted(members(person.programme_id, [Role.SUPERVISOR]).values_list("id", flat=True))
