"""What follows in visits from other apps' events, and from time. Called by handlers and sweeps, repeatably."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from apps.access import Role
from apps.accounts.models import Programme
from apps.accounts.queries import members, whole_setting
from apps.common.clock import now
from apps.dispatch.models import Assignment, Response
from apps.encounters import queries
from apps.encounters.actions.common import VISIT, keep_person, show_person, tell, tell_helped
from apps.encounters.events import EncounterLeft, EncounterPersonChanged, FormFollowed
from apps.encounters.models import Encounter, ForceReport, SafetyPlan, Screening
from apps.incidents.models import Incident
from apps.involvement import actions as involvement
from apps.outbox.publish import publish, user_stream
from apps.outbox.record import record
from apps.people.actions.consent import follow_visit, show_consents
from apps.people.models import Person
from apps.teams.models import Shift

KEPT_DAYS: Final = 7
"""How long whoever wrote a visit sees and may amend it once it is signed. Unverified default; `visit_kept_days`."""


def follow_person(*, incident_id: UUID, by: Any) -> None:
    """The visits of an incident are about whom the incident is linked to, also when that was found out later."""
    incident = Incident.objects.filter(id=incident_id).first()
    if incident is None:
        return
    rows = Encounter.objects.filter(incident_id=incident_id).order_by("id")
    for encounter in rows.select_for_update(of=("self",)).select_related("person", "incident"):
        if encounter.person_id == incident.person_id:
            continue
        forms = forms_of(encounter)
        knew = _who_reads(encounter, forms)
        let_go_of_person(encounter)
        was, encounter.person = encounter.person_id, incident.person
        encounter.bump("person")
        if encounter.person is not None and not encounter.is_signed:
            keep_person(encounter.person, clinicians_of(encounter))
        record(by, "encounter.person_followed", encounter)
        tell(EncounterPersonChanged(encounter.id, encounter.version), encounter)
        if encounter.is_signed:
            tell_helped(was, encounter.person_id)
        for form in forms_of(encounter):
            streams = sorted(knew | _who_reads(encounter, [form]))
            publish(FormFollowed(form.id, form.version), about=form, to=streams)
        follow_visit(encounter_id=encounter.id, person_id=encounter.person_id, by=by)


def forms_of(encounter: Encounter) -> list[Screening | SafetyPlan]:
    """What was asked and written in a visit: of whom it is follows from the visit."""
    plans = SafetyPlan.objects.filter(encounter=encounter).select_related("encounter")
    asked = Screening.objects.filter(encounter=encounter).select_related("encounter")
    return [*asked.order_by("id"), *plans.order_by("id")]


def _who_reads(encounter: Encounter, forms: Sequence[Screening | SafetyPlan]) -> set[str]:
    programme_id = encounter.incident.programme_id
    return {stream for form in forms for stream in queries.clinical_streams(programme_id, form)}


def clinicians_of(encounter: Encounter) -> list[UUID]:
    """The clinicians who went."""
    going = Response.objects.filter(assignment_id=encounter.id, role=Shift.Part.CLINICIAN)
    return list(going.exclude(answer=Response.Answer.DECLINED).values_list("user_id", flat=True))


def let_go_of_person(encounter: Encounter) -> None:
    """Who has written the visit no longer has to do with its person, unless for another one that is unsigned."""
    person = encounter.person
    if person is None:
        return
    others = Encounter.objects.filter(person=person, state=Encounter.State.OPEN).exclude(id=encounter.id)
    still = {user_id for other in others for user_id in clinicians_of(other)}
    leaving = [user_id for user_id in clinicians_of(encounter) if user_id not in still]
    involvement.end(user_ids=leaving, obj=person, basis=VISIT)
    show_person(person, leaving)


def settle_officer(*, encounter_id: UUID, by: Any) -> None:
    """An officer has to do with the visit until the assignment is over and his part is filed; then with his report.

    An assignment that goes on after all brings the visit back.
    """
    encounter = Encounter.objects.select_for_update(of=("self",)).filter(id=encounter_id).first()
    if encounter is None:
        return
    settle(encounter)


def settle(encounter: Encounter) -> None:
    """The same for a visit that is locked already."""
    assignment = Assignment.objects.get(id=encounter.id)
    report = ForceReport.objects.filter(id=encounter.id).first()
    going = Response.objects.filter(assignment=assignment, role=Shift.Part.OFFICER)
    officers = list(going.exclude(answer=Response.Answer.DECLINED).values_list("user_id", flat=True))
    is_done = report is not None and report.is_filed and not assignment.is_active
    before = set(queries.people_in_visit(encounter))
    if not is_done:
        involvement.begin(user_ids=officers, obj=encounter, basis=VISIT)
    else:
        involvement.end(user_ids=officers, obj=encounter, basis=VISIT)
    changed = sorted(before ^ set(queries.people_in_visit(encounter)))
    if changed:
        event = EncounterLeft(encounter.id, encounter.version)
        publish(event, about=encounter, to=[user_stream(user_id) for user_id in changed])


def let_go(*, programme_id: UUID, by: Any) -> None:
    """End the involvement of those who wrote visits signed so long ago that they are amended no more."""
    programme = Programme.objects.get(id=programme_id)
    before = now() - timedelta(days=kept_days(programme.settings))
    rows = Encounter.objects.filter(state=Encounter.State.SIGNED, signed_at__lte=before)
    due = queries.still_held(rows.filter(incident__programme_id=programme_id)).order_by("id")
    for encounter in due.select_for_update(of=("self",)).select_related("incident")[:200]:
        held = queries.writers_of(encounter)
        involvement.end(user_ids=held, obj=encounter, basis=VISIT)
        report = ForceReport.objects.filter(id=encounter.id).first()
        if report is not None:
            involvement.end(user_ids=held, obj=report, basis=VISIT)
        event = EncounterLeft(encounter.id, encounter.version)
        publish(event, about=encounter, to=[user_stream(user_id) for user_id in held])
        tell_forms(encounter, held)


def tell_forms(encounter: Encounter, user_ids: Iterable[UUID]) -> None:
    """These people have the visit from now on, or no longer: so with what was asked and written in it."""
    may = {user.id for user in members(encounter.incident.programme_id, [Role.CLINICIAN, Role.CASE_MANAGER])}
    streams = [user_stream(user_id) for user_id in sorted(may & set(user_ids))]
    if streams:
        for form in forms_of(encounter):
            publish(FormFollowed(form.id, form.version), about=form, to=streams)
        show_consents(may & set(user_ids), encounter_id=encounter.id)


def tell_plans(person: Person, user_ids: Iterable[UUID]) -> None:
    """These people have or lose the case of this person: so with what he agreed to, and the plans no visit has."""
    streams = [user_stream(user_id) for user_id in sorted(set(user_ids))]
    for plan in SafetyPlan.objects.filter(person=person, encounter=None).order_by("id"):
        publish(FormFollowed(plan.id, plan.version), about=plan, to=streams)
    show_consents(user_ids, person_id=person.id)


def kept_days(settings: Any) -> int:
    """The programme's choice of days, 1 to 90."""
    return whole_setting(settings.get("visit_kept_days"), KEPT_DAYS, 90)
