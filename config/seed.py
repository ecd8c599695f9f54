"""Fill an empty database with the cast, through the same actions that people use. Again changes nothing."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from apps.accounts import actions
from apps.accounts.models import Agency, Membership, Partnership, Programme, User
from apps.accounts.queries import system_actor
from apps.common.clock import now
from apps.encounters.actions import load_instrument, start_list
from apps.notifications.actions import make_key
from apps.notifications.queries import current_key
from apps.outbox.commands import Op, do
from config import day, day_followup, day_places, past, sample_form
from config.cast import AGENCIES, CAST, PROGRAMMES, Person, fixed_id

LISTS_SINCE: Final = timedelta(days=400)
PROGRAMME_SETTINGS = {"repeat_call_days": 30, "centre": list(day_places.CENTRE)}
"""Product §3 "within N days" (unverified default), and where distances begin; an administrator may change both."""


def people(cast: Iterable[Person] = CAST) -> dict[str, User]:
    """Make the programmes, agencies, accounts and roles of the cast; answers the accounts by key."""
    system = system_actor()
    for programme in PROGRAMMES:
        if not Programme.objects.filter(id=programme.id).exists():
            do(
                actions.create_programme,
                by=system,
                programme_id=programme.id,
                name=programme.name,
                time_zone=programme.time_zone,
                settings=PROGRAMME_SETTINGS,
            )
        began = Op(occurred_at=now() - LISTS_SINCE)  # before the first visit of the months that are made up
        do(start_list, by=system, op=began, programme_id=programme.id)
    for agency in AGENCIES:
        if not Agency.objects.filter(id=agency.id).exists():
            do(actions.create_agency, by=system, agency_id=agency.id, name=agency.name, kind=agency.kind)
        if not Partnership.objects.filter(programme_id=agency.programme.id, agency_id=agency.id).exists():
            do(actions.add_partnership, by=system, programme_id=agency.programme.id, agency_id=agency.id)
    return {person.key: _person(system, person) for person in cast}


def _person(system: User, person: Person) -> User:
    if not User.objects.filter(id=person.id).exists():
        do(
            actions.create_user,
            by=system,
            user_id=person.id,
            email=person.email,
            name=person.name,
            short_name=person.name.split(" ")[0],
            phone=person.phone,
            language=person.language,
            agency_id=person.agency.id,
            skills=person.skills,
            password=person.password,
        )
    if person.has_programme:
        _role(system, person)
    return User.objects.get(id=person.id)


def _role(system: User, person: Person) -> None:
    if Membership.objects.filter(user_id=person.id, until__isnull=True).exists():
        return
    do(
        actions.grant_membership,
        by=system,
        membership_id=fixed_id(f"membership {person.key}"),
        user_id=person.id,
        role=person.role,
        programme_id=person.agency.programme.id,
    )


def system() -> Any:
    """Who seeds."""
    return system_actor()


def everything(*, with_past: bool = False) -> list[str]:
    """The whole demo; answers one line for each part. With its past months, where there is time for them."""
    made = people()
    if current_key() is None:
        do(make_key, by=system())
    sample_instrument()
    there = day_places.places(made, system())  # before the day, which asks some of them
    before: list[str] = []
    if with_past:
        day.crews(made, system())
        before = [past.fill(made)]  # before the day: older calls have lower numbers
    return [f"{len(made)} people in {len(PROGRAMMES)} programmes", *day.play(made, system()), there, *before]


def followed() -> str:
    """Two weeks of care on top, for the demo that people look at; answers one line."""
    return day_followup.play(people(), system())


def sample_instrument(programme_id: UUID = PROGRAMMES[0].id) -> Any:
    """The invented instrument, in the first programme unless told."""
    return do(
        load_instrument,
        by=system(),
        questionnaire=sample_form.QUESTIONNAIRE,
        side=sample_form.SIDE,
        programme_id=programme_id,
    )
