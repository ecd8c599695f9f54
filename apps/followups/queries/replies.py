"""Who wrote to us: by the number, and by what that number was texted last."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.common.clock import now
from apps.common.keys import number_key
from apps.followups.models import Case, Reminder
from apps.followups.queries.reminders import case_of
from apps.notifications.models import Message
from apps.people.models import ContactPoint, Person
from apps.people.queries.contacts import people_at
from apps.people.queries.scope import families_of, roots_of
from apps.referrals.models import Referral


@dataclass(frozen=True)
class Wrote:
    """Whose reply it is. `appointment`: the hour that they were reminded of, while it still is to come."""

    person: Person
    case: Case | None
    referral: Referral | None

    @property
    def owner_id(self) -> UUID | None:
        """Who is told; None where nobody owns anything of this person."""
        if self.case is not None:
            return self.case.owner_id
        return self.referral.need.owner_id if self.referral is not None else None

    @property
    def appointment(self) -> datetime | None:
        """The hour of the appointment, while it is booked and to come."""
        row = self.referral
        if row is None or row.status != Referral.Status.SCHEDULED or row.appointment_at is None:
            return None
        return row.appointment_at if row.appointment_at > now() else None


def who_wrote(number: str) -> Wrote | None:
    """The person whom this number was texted about last, else whose number it is. None for a number nobody has."""
    known = people_at(number)
    if not known:
        return None
    return _by_last_text(number, known) or _by_number(known)


def _by_last_text(number: str, known: list[UUID]) -> Wrote | None:
    values = ContactPoint.objects.filter(person_id__in=known, kind=ContactPoint.Kind.PHONE).values_list("value")
    same = {value for (value,) in values if number_key(value) == number_key(number)}
    texts = Message.objects.filter(to__in=same, audience=Message.Audience.PERSON, channel=Message.Channel.SMS)
    last = texts.exclude(sent_at=None).order_by("-sent_at", "-id").first()
    if last is None:
        return None
    if last.about_id is None:
        return None
    if last.about_kind == Reminder.KIND:
        return _of_reminder(last.about_id)
    case = Case.objects.select_related("person").filter(id=last.about_id, person__isnull=False).first()
    return Wrote(case.person, case, None) if case is not None and case.person is not None else None


def _of_reminder(reminder_id: UUID) -> Wrote | None:
    row = Reminder.objects.select_related("referral__need__encounter").filter(id=reminder_id).first()
    referral = row.referral if row is not None else None
    if referral is None or referral.need.whose is None:
        return None
    return Wrote(Person.objects.get(id=referral.need.whose), case_of(referral), referral)


def _by_number(known: list[UUID]) -> Wrote:
    """Nobody was texted there: the newest open case of whoever has the number, else the first of them alone."""
    families = families_of(known)
    everybody = {one for family in families.values() for one in family}
    rows = Case.objects.select_related("person").filter(person_id__in=everybody, status=Case.Status.OPEN)
    case = rows.order_by("-opened_at", "-id").first()
    if case is not None and case.person is not None:
        return Wrote(case.person, case, None)
    first = known[0]
    return Wrote(Person.objects.get(id=roots_of([first])[first]), None, None)
