"""Where people can go: organisations, their services and places, as a programme's directory has them.

It knows no person. What a service is like (hours, phones, who it is for, …) are facts: `imported` has what its source
says, a `Correction` what somebody was told since. Which of the two stands is worked out by facts.py; `copy` is the
result, as phones hold it.
"""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.accounts.models import Programme
from apps.common.clock import now
from apps.common.models import Base
from apps.directory.facts import WHAT

HOW: tuple[tuple[str, str], ...] = (
    ("phone", "phone"),
    ("on_site", "on_site"),
    ("website", "website"),
    ("link", "link"),
    ("import", "import"),
)
"""How a word came: by phone, seen on site, read on their website, by the provider's own link, by an import."""

HOW_STAFF = HOW[:3]
"""How a word comes to somebody who works here."""


class Directory(Base):
    """The counter of a programme's directory: each change takes the next number, held until its transaction ends.

    So numbers become visible in their order, and a phone that has all up to N never misses one below N.
    """

    KIND: ClassVar[str] = "directory"

    programme = models.OneToOneField(Programme, on_delete=models.PROTECT, related_name="+")
    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.programme_id)


class Organization(Base):
    """Who runs services. `source` and `source_id` name the row it was imported from."""

    KIND: ClassVar[str] = "organization"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(
        max_length=40, blank=True, help_text="which directory it came from; blank: written here"
    )
    source_id = models.CharField(max_length=120, blank=True)
    source_digest = models.CharField(max_length=64, blank=True, help_text="of the row it was made from")
    name = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    website = models.CharField(max_length=500, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phones = models.JSONField(default=list, blank=True)
    vanished_at = models.DateTimeField(null=True, help_text="its source no longer lists it")
    changed_at = models.DateTimeField(default=now, help_text="last written: partners ask what is new")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "source", "source_id"],
                condition=~models.Q(source_id=""),
                name="one_organization_per_source_row",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Location(Base):
    """A place where services are given, with its address."""

    KIND: ClassVar[str] = "location"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, null=True, on_delete=models.PROTECT, related_name="locations")
    source = models.CharField(max_length=40, blank=True)
    source_id = models.CharField(max_length=120, blank=True)
    source_digest = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=300, blank=True)
    alternate_name = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    transportation = models.TextField(blank=True)
    accessibility = models.TextField(blank=True)
    kind = models.CharField(max_length=8, default="physical", help_text="physical, postal or virtual")
    address_1 = models.CharField(max_length=300, blank=True)
    address_2 = models.CharField(max_length=300, blank=True)
    city = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=60, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    phones = models.JSONField(default=list, blank=True)
    hours = models.JSONField(default=dict, blank=True)
    languages = models.JSONField(default=dict, blank=True)
    vanished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "source", "source_id"],
                condition=~models.Q(source_id=""),
                name="one_location_per_source_row",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.address_1


class Service(Base):
    """What somebody can be sent to. The receiver of a referral."""

    KIND: ClassVar[str] = "service"

    class Status(models.TextChoices):
        """As HSDS 3 has it."""

        ACTIVE = "active"
        INACTIVE = "inactive"
        DEFUNCT = "defunct"
        CLOSED = "temporarily closed"

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="services")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="services")
    source = models.CharField(max_length=40, blank=True)
    source_id = models.CharField(max_length=120, blank=True)
    source_digest = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=300)
    alternate_name = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    website = models.CharField(max_length=500, blank=True)
    email = models.CharField(max_length=254, blank=True)
    status = models.CharField(max_length=18, choices=Status, default=Status.ACTIVE)
    is_sud = models.BooleanField(default=False, help_text="holds itself out for substance use: 42 CFR Part 2")
    sud_proposed = models.BooleanField(default=False, help_text="what an import guessed from its name: a proposal")
    sud_reviewed_at = models.DateTimeField(null=True, help_text="a person has said whether is_sud is so")
    sud_reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    takes_referrals = models.BooleanField(default=True)
    handoff_email = models.CharField(max_length=254, blank=True, help_text="where a link to a referral is sent")
    handoff_sms = models.CharField(max_length=32, blank=True, help_text="their registered phone: second factor")
    handoff_fax = models.CharField(max_length=32, blank=True, help_text="where a printed request is faxed")
    handoff_told_by = models.CharField(max_length=120, blank=True, help_text="who there gave these addresses")
    handoff_how = models.CharField(max_length=8, choices=HOW, blank=True, help_text="heard or seen there: verified")
    handoff_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    handoff_at = models.DateTimeField(null=True, help_text="when they were written")
    answers_within_h = models.PositiveSmallIntegerField(default=24, help_text="what they promised, in hours")
    terms = models.JSONField(default=list, blank=True, help_text="taxonomy: [{code, name}]")
    imported = models.JSONField(default=dict, blank=True, help_text="fact -> {value, at}: what its source says")
    copy = models.JSONField(default=dict, blank=True, help_text="as phones hold it; made anew with every change")
    number = models.BigIntegerField(default=0, help_text="of its last change, in its programme's directory")
    vanished_at = models.DateTimeField(null=True, help_text="its source no longer lists it")
    changed_at = models.DateTimeField(default=now, help_text="last written: partners ask what is new")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "source", "source_id"],
                condition=~models.Q(source_id=""),
                name="one_service_per_source_row",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["programme", "number", "id"], name="service_by_number"),
            models.Index(
                fields=["programme", "name"],
                condition=models.Q(sud_proposed=True, sud_reviewed_at__isnull=True),
                name="service_sud_to_review",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ServiceAtLocation(Base):
    """That a service is given at a place."""

    KIND: ClassVar[str] = "service_at_location"

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="places")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="services")
    position = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, help_text="its source no longer says so")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["service", "location"], name="one_service_at_place")]

    def __str__(self) -> str:
        return str(self.id)


class Correction(Base):
    """What somebody was told about one fact. Never changed; the newest that was not given up stands."""

    KIND: ClassVar[str] = "correction"

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="corrections")
    what = models.CharField(max_length=12, choices=[(name, name) for name in WHAT])
    value = models.JSONField()
    told_by = models.CharField(max_length=120, blank=True, help_text="who there said it")
    how = models.CharField(max_length=8, choices=HOW)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    kept_against = models.CharField(max_length=64, blank=True, help_text="digest of the import it was preferred to")
    given_up_at = models.DateTimeField(null=True, help_text="somebody took the import's word instead")
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["service", "what", "-at"], name="correction_of")]

    def __str__(self) -> str:
        return str(self.id)


class Capacity(Base):
    """What there is room for at a service: chairs, beds, walk-in or a wait; who said it last, when and how."""

    KIND: ClassVar[str] = "capacity"

    class Sort(models.TextChoices):
        """How `available` is read."""

        COUNT = "count", "so many are free"
        WALK_IN = "walk_in", "1 open, 0 full, nothing: ask"
        WAIT = "wait", "minutes to wait"

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="capacities")
    sort = models.CharField(max_length=8, choices=Sort, default=Sort.COUNT)
    unit = models.CharField(max_length=80, help_text="what is counted, as HSDS's unit name")
    unit_es = models.CharField(max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    available = models.PositiveIntegerField(null=True)
    maximum = models.PositiveIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True)
    said_by = models.CharField(max_length=120, blank=True)
    how = models.CharField(max_length=8, choices=HOW)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["service", "unit"], name="one_capacity_per_unit")]

    def __str__(self) -> str:
        return self.unit


class CapacityWord(Base):
    """One word about a capacity. All are kept; the newest is the capacity's."""

    KIND: ClassVar[str] = "capacity_word"

    capacity = models.ForeignKey(Capacity, on_delete=models.PROTECT, related_name="words")
    available = models.PositiveIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True)
    said_by = models.CharField(max_length=120, blank=True)
    how = models.CharField(max_length=8, choices=HOW)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["capacity", "-at"], name="capacity_words")]

    def __str__(self) -> str:
        return str(self.id)


class CapacityLink(Base):
    """A provider's own way to say how much room there is. Only the hash of its code is kept."""

    KIND: ClassVar[str] = "capacity_link"

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="links")
    code_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=2, default="en")
    name = models.CharField(max_length=120, blank=True, help_text="who used it last, as they wrote it")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    uses = ArrayField(models.DateTimeField(), default=list, blank=True, help_text="of the last hour, for its limit")
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)
