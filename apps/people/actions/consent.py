"""Keep what a person agreed to, take it back, and let it follow who somebody turns out to be."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from apps.access import allow
from apps.accounts.models import Programme
from apps.accounts.queries import consenting_of, zone_of
from apps.common.clock import now
from apps.common.errors import Code, Conflict, Invalid
from apps.common.lookup import get_or_404, lock_or_404
from apps.outbox.commands import NEVER, QUEUE, AlreadyApplied, action, current_op, on_constraint
from apps.outbox.publish import publish, user_stream
from apps.outbox.record import record
from apps.people.consent_rules import DRAWN, SPOKEN, TYPED, days_of, lacks, may_decide
from apps.people.events_consent import (
    ConsentEnded,
    ConsentGiven,
    ConsentReplaced,
    ConsentShown,
    ConsentWithdrawn,
)
from apps.people.models import Consent
from apps.people.queries.consent import (
    age_of,
    consent_streams,
    consents_visible_to,
    is_about,
    sud_places,
    whose_visit,
)
from apps.people.queries.plan import morning
from apps.people.queries.scope import family_of, visible_to
from apps.people.sud import newest_of

_OF_HOW: Final = {DRAWN: "signature", TYPED: "typed_name", SPOKEN: "witness"}
"""How -> the field that bears it; the others are not kept."""

on_constraint("people_consent_replaces_id_key", Code.CONSENT_REPLACED, "Another version came first.")


@action("consent.give", offline=QUEUE)
def give_consent(
    *,
    id: UUID,  # noqa: A002  (as in the body)
    said: Mapping[str, Any],
    by: Any,
    person_id: UUID | None = None,
    encounter_id: UUID | None = None,
    replaces: UUID | None = None,
) -> Consent:
    """Keep what a person agreed to, word for word. The same id again changes nothing; a new version ends its old one.

    Raises Invalid naming what 42 CFR 2.31 needs and is missing, SIGNATURE_NEEDED for a spoken yes to substance use,
    and Conflict (CONSENT_REPLACED) where another version came first: two of them never merge.
    """
    row = _about(id, person_id, encounter_id, by)
    allow(by, "consent.give", row)
    _same(row, by)
    said = _whole(said, row)
    before = _before(replaces, row, by)
    for name, value in said.items():
        setattr(row, name, value)
    for how, field in _OF_HOW.items():
        if how != row.how:
            setattr(row, field, None if field == "signature" else "")
    row.replaces, row.taken_by_id = before, by.id
    row.save(force_insert=True)
    record(by, "consent.given", row, person=row.person_id, how=row.how, what=row.what, is_sud=row.is_sud,
           until=row.until, replaces=replaces)  # fmt: skip
    if before is not None:
        before.bump()
        publish(ConsentReplaced(before.id, before.version), about=before, to=consent_streams(before))
    publish(ConsentGiven(row.id, row.version), about=row, to=consent_streams(row))
    return row


def _about(consent_id: UUID, person_id: UUID | None, encounter_id: UUID | None, by: Any) -> Consent:
    """Of whom it is, by the person or by the visit; NotFound for either that one may not know of."""
    if person_id is None and encounter_id is None:
        raise Invalid(Code.INVALID, "Whose consent is it?", fields=["person"])
    met = whose_visit(by, encounter_id) if encounter_id else None
    person = lock_or_404(visible_to(by), person_id) if person_id else None
    if person is not None and met is not None and met not in family_of(person.id):
        raise Invalid(Code.INVALID, "The visit is about somebody else.", fields=["person"])
    whose = person.id if person else met
    return Consent(id=consent_id, programme_id=by.programme_id, person_id=whose, encounter_id=encounter_id)


def _same(row: Consent, by: Any) -> None:
    """Raise AlreadyApplied where this person has made this very one, Conflict where it is another's."""
    there = Consent.objects.filter(id=row.id).first()
    if there is None:
        return
    if there.taken_by_id == by.id and is_about(there, row.person_id, row.encounter_id):
        raise AlreadyApplied(there)
    raise Conflict(Code.ALREADY_EXISTS, "Something with this id exists already.")


def _whole(said: Mapping[str, Any], row: Consent) -> dict[str, Any]:
    """What was said with its times, if it is a consent; Invalid naming what keeps it from being one."""
    given_at = min(current_op().occurred_at or now(), now())
    day = given_at.astimezone(zone_of(row.programme_id)).date()
    rules = consenting_of(Programme.objects.get(id=row.programme_id))
    wrong = lacks(said)
    if not may_decide(said["decided_by"], age_of(row.person_id, day), rules["minor_age"]):
        wrong.append("decided_by")
    if not days_of(day, said["until"], rules["max_days"]):
        wrong.append("until")
    if wrong:
        raise Invalid(Code.INVALID, "A consent needs more than this.", fields=wrong)
    is_sud = said["is_sud"] or bool(sud_places(row.programme_id, _named(said["recipients"])))
    if is_sud and said["how"] == SPOKEN:
        raise Invalid(Code.SIGNATURE_NEEDED, "42 CFR 2.31 asks for a signature here.", fields=["how"])
    ends_at = morning(row.programme_id, said["until"] + timedelta(days=1))
    return {**said, "is_sud": is_sud, "given_at": given_at, "ends_at": ends_at}


def _named(recipients: Sequence[Mapping[str, Any]]) -> list[UUID]:
    return [UUID(str(each["service"])) for each in recipients if each.get("service")]


def _before(replaces: UUID | None, row: Consent, by: Any) -> Consent | None:
    """The version that this one replaces, locked."""
    if replaces is None:
        return None
    before = lock_or_404(consents_visible_to(by), replaces)
    if not is_about(before, row.person_id, row.encounter_id):
        raise Invalid(Code.INVALID, "It is somebody else's.", fields=["replaces"])
    if before.next_id is not None:
        raise Conflict(Code.CONSENT_REPLACED, "Another version came first.", consent=before.next_id)
    return before


@action("consent.withdraw", offline=QUEUE)
def withdraw_consent(*, consent_id: UUID, how: str, by: Any) -> Consent:
    """The person takes it back: from this moment nothing more is told on it, by any version. Again changes nothing.

    What was told before stays told. A packet reads the consent each time, so nothing has to be reached first.
    """
    asked = get_or_404(consents_visible_to(by), consent_id)
    allow(by, "consent.withdraw", asked)
    row = lock_newest(asked.id)
    if row.withdrawn_at is not None:
        raise AlreadyApplied(row)
    row.withdrawn_at = max(row.given_at, min(current_op().occurred_at or now(), now()))
    row.withdrawn_how, row.withdrawn_by_id = how, by.id
    row.bump("withdrawn_at", "withdrawn_how", "withdrawn_by")
    record(by, "consent.withdrawn", row, person=row.person_id, how=how)
    publish(ConsentWithdrawn(row.id, row.version), about=row, to=consent_streams(row))
    return row


def lock_newest(consent_id: UUID) -> Consent:
    """The version that counts, locked from the oldest on: nobody replaces or withdraws it while this runs.

    Whoever tells a place something on a consent holds it by this, so that "withdrawn" and "told" have an order.
    """
    row = Consent.objects.select_for_update().get(id=consent_id)
    while (after := newest_of([row.id])[row.id]) != row.id:
        row = Consent.objects.select_for_update().get(id=after)
    return row


@action("consent.end", offline=NEVER)
def tell_end(*, consent_id: UUID, by: Any) -> Consent:
    """Its last day is over: phones that hold it are told. Nothing was told on it since that moment anyway."""
    allow(by, "consent.end")
    row = lock_or_404(consents_visible_to(by), consent_id)
    if row.told_end or row.ends_at > now():
        raise AlreadyApplied(row)
    row.told_end = True
    row.bump("told_end")
    record(by, "consent.ended", row, person=row.person_id, until=row.until)
    publish(ConsentEnded(row.id, row.version), about=row, to=consent_streams(row))
    return row


def follow_visit(*, encounter_id: UUID, person_id: UUID | None, by: Any) -> None:
    """What was agreed to in a visit is of whom the visit is about, also when that was found out later."""
    for row in Consent.objects.select_for_update().filter(encounter_id=encounter_id).order_by("id"):
        if row.person_id == person_id:
            continue
        knew = set(consent_streams(row))
        row.person_id = person_id
        row.bump("person")
        record(by, "consent.followed", row, person=person_id)
        event = ConsentShown(row.id, row.version)
        publish(event, about=row, to=sorted(knew | set(consent_streams(row))))


def show_consents(user_ids: Iterable[UUID], **of: UUID) -> None:
    """These people have this visit (`encounter_id`) or case (`person_id`) from now on, or no longer: these too."""
    streams = [user_stream(user_id) for user_id in sorted(set(user_ids))]
    for row in Consent.objects.filter(**of).order_by("id") if streams else ():
        publish(ConsentShown(row.id, row.version), about=row, to=streams)
