"""Load and retire questionnaires, and keep what was answered to one."""

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from apps.access import Role, allow
from apps.accounts.queries import members
from apps.common.clock import now, stamp
from apps.common.errors import Code, Invalid
from apps.common.ids import uuid7
from apps.common.lookup import get_or_404, lock_or_404
from apps.encounters import queries
from apps.encounters.actions.forms_common import open_encounter
from apps.encounters.events import InstrumentLoaded, InstrumentRetired, ScreeningRecorded
from apps.encounters.forms.read import read
from apps.encounters.forms.response import BadResponse, put_together, take_apart
from apps.encounters.forms.score import evaluate
from apps.encounters.forms.shape import MILLE, BadInstrument
from apps.encounters.forms.side import compiled, languages_of, licence_of
from apps.encounters.forms.words import translations
from apps.encounters.models import Instrument, Screening
from apps.incidents.actions.timeline import happened_at
from apps.outbox.commands import NEVER, QUEUE, AlreadyApplied, action, on_constraint
from apps.outbox.publish import publish, user_stream
from apps.outbox.record import record

on_constraint("one_instrument_in_force", Code.STALE, "Another version was loaded at the same moment.")
on_constraint("one_instrument_per_number", Code.STALE, "Another version was loaded at the same moment.")


@action("instrument.load", offline=NEVER)
def load_instrument(
    *,
    questionnaire: Mapping[str, Any],
    side: Mapping[str, Any],
    programme_id: UUID,
    by: Any,
    id: UUID | None = None,  # noqa: A002
) -> Instrument:
    """Load a questionnaire as the next version; the one before is retired. The same again changes nothing.

    Raises Invalid naming the linkId and why it cannot be used, or what its licence record lacks.
    """
    allow(by, "instrument.load")
    try:
        form = read(questionnaire, side)
        licence, languages = licence_of(side), languages_of(side)
    except BadInstrument as error:
        raise Invalid(Code.INVALID, str(error), fields=["questionnaire"]) from error
    digest = hashlib.sha256(json.dumps([questionnaire, side], sort_keys=True).encode()).hexdigest()
    rows = Instrument.objects.select_for_update().filter(programme_id=programme_id, url=form.url)
    known = list(rows.order_by("-number"))
    in_force = next((row for row in known if row.retired_at is None), None)
    if in_force is not None and in_force.digest == digest:
        raise AlreadyApplied(in_force)
    if in_force is not None:
        _retire(in_force, by)
    made = Instrument.objects.create(
        id=id or uuid7(),
        programme_id=programme_id,
        url=form.url,
        number=known[0].number + 1 if known else 1,
        title=translations(questionnaire, "title", languages[0]),
        languages=languages,
        questionnaire=questionnaire,
        side={name: value for name, value in side.items() if name != "licence"},
        scoring=compiled(form, side),
        digest=digest,
        holder=licence.holder,
        permitted_by=licence.permitted_by,
        permitted_until=licence.until,
        loaded_by_id=by.id,
    )
    record(by, "instrument.loaded", made, number=made.number, items=len(form.items), until=str(licence.until))
    publish(InstrumentLoaded(made.id, made.version), about=made, to=_clinicians(programme_id))
    return made


@action("instrument.retire", offline=NEVER)
def retire_instrument(*, instrument_id: UUID, by: Any) -> Instrument:
    """Offer a questionnaire no more. What was answered to it stays readable."""
    instrument = lock_or_404(queries.instruments_visible_to(by), instrument_id)
    allow(by, "instrument.retire", instrument)
    if instrument.retired_at is not None:
        raise AlreadyApplied(instrument)
    return _retire(instrument, by)


def _retire(instrument: Instrument, by: Any) -> Instrument:
    instrument.retired_at = now()
    instrument.bump("retired_at")
    record(by, "instrument.retired", instrument, number=instrument.number)
    publish(
        InstrumentRetired(instrument.id, instrument.version),
        about=instrument,
        to=_clinicians(instrument.programme_id),
    )
    return instrument


def _clinicians(programme_id: UUID) -> list[str]:
    return [user_stream(user.id) for user in members(programme_id, [Role.CLINICIAN])]


@action("screening.record", offline=QUEUE)
def record_screening(*, encounter_id: UUID, id: UUID, instrument: UUID, response: Any, by: Any) -> Screening:  # noqa: A002
    """Keep what was answered, scored here: the phone's own score is not taken. The same id again changes nothing.

    An instrument that was retired, or whose licence ran out, after the phone offered it is no reason to lose
    answers. Raises Conflict once the encounter is signed, Invalid naming the linkIds that are not right.
    """
    encounter = open_encounter(encounter_id, by, "screening.record", unless_there=(Screening, id))
    asked = get_or_404(queries.instruments_visible_to(by), instrument)
    form = read(asked.questionnaire, asked.side)
    try:
        answers, declined = take_apart(form, response)
    except BadResponse as error:
        raise Invalid(Code.INVALID, str(error), fields=error.fields) from error
    outcome = evaluate(form, answers)
    hidden = sorted((set(answers) | set(declined)) - set(outcome.shown))
    if hidden:
        raise Invalid(Code.INVALID, "What is not asked carries no answer.", fields=hidden)
    at = happened_at()
    late = asked.permitted_until is not None and at.date() > asked.permitted_until
    screening = Screening.objects.create(
        id=id,
        encounter=encounter,
        instrument=asked,
        response=put_together(form, answers, declined, outcome, stamp(at) or ""),
        score=_whole(outcome.score),
        low=_whole(outcome.low),
        high=_whole(outcome.high),
        band=outcome.band,
        missing=list(outcome.missing),
        declined=declined,
        by_id=by.id,
        at=at,
    )
    record(by, "screening.recorded", screening, encounter=encounter.id, instrument=asked.id, after_licence=late)
    publish(
        ScreeningRecorded(screening.id, screening.version, encounter.id),
        about=screening,
        to=queries.clinical_streams(encounter.incident.programme_id, screening),
    )
    return screening


def _whole(score: int | None) -> Decimal | None:
    return None if score is None else Decimal(score) / MILLE
