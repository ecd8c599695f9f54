"""The people of the demo and of the tests, and the partnership they work in. All invented."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

from apps.access import Role

_SPACE: Final = UUID("0d0c5f2e-7b1a-5c53-9a35-414c4f4e4753")


def fixed_id(what: str) -> UUID:
    """The same id for the same thing on every machine."""
    return uuid5(_SPACE, what)


@dataclass(frozen=True)
class Programme:
    """A partnership that shares a board."""

    name: str
    time_zone: str = "America/Los_Angeles"

    @property
    def id(self) -> UUID:
        """Its fixed id."""
        return fixed_id(f"programme {self.name}")


@dataclass(frozen=True)
class Agency:
    """An employer, and the programme it takes part in."""

    name: str
    kind: str
    programme: Programme

    @property
    def id(self) -> UUID:
        """Its fixed id."""
        return fixed_id(f"agency {self.name}")


@dataclass(frozen=True)
class Person:
    """Somebody of the cast. `key` is the first name: the test's attribute and the demo's host name."""

    key: str
    name: str
    role: Role
    agency: Agency
    skills: tuple[str, ...] = ()
    phone: str = ""
    language: str = "en"
    has_programme: bool = True

    @property
    def id(self) -> UUID:
        """The person's fixed id."""
        return fixed_id(f"user {self.key}")

    @property
    def email(self) -> str:
        """What the person signs in with; a domain that can never receive mail."""
        return f"{self.key}@alongside.example"

    @property
    def password(self) -> str:
        """For the demo and the tests only; seed refuses production."""
        return f"walk-with-me-{self.key}"


CALDER: Final = Programme("Calder County")
ELLERY: Final = Programme("Ellery")

CENTRE: Final = Agency("Calder Regional", "centre", CALDER)
POLICE: Final = Agency("Calder Police", "police", CALDER)
PROVIDER: Final = Agency("Calder County Behavioral Health", "provider", CALDER)
ELLERY_CENTRE: Final = Agency("Ellery Dispatch", "centre", ELLERY)

PROGRAMMES: Final = (CALDER, ELLERY)
AGENCIES: Final = (CENTRE, POLICE, PROVIDER, ELLERY_CENTRE)

CAST: Final = (
    Person("dana", "Dana Whitlock", Role.DISPATCHER, CENTRE, phone="555-0101"),
    Person("priya", "Priya Nair", Role.DISPATCHER, CENTRE, phone="555-0102"),
    Person("casey", "Casey Moreno", Role.CLINICIAN, PROVIDER, ("es", "youth"), "555-0111"),
    Person("omar", "Omar Haddad", Role.OFFICER, POLICE, ("cit",), "555-0121"),
    Person("riley", "Riley Chen", Role.CLINICIAN, PROVIDER, ("veteran",), "555-0112"),
    Person("jo", "Jo Park", Role.OFFICER, POLICE, ("cit", "es"), "555-0122"),
    Person("cam", "Cam Osei", Role.CASE_MANAGER, PROVIDER, phone="555-0113"),
    Person("sam", "Sam Lindqvist", Role.SUPERVISOR, PROVIDER, phone="555-0114"),
    Person("ada", "Ada Voss", Role.ADMINISTRATOR, CENTRE, phone="555-0103"),
    Person("nia", "Nia Brandt", Role.DISPATCHER, ELLERY_CENTRE, phone="555-0131"),
    Person("quinn", "Quinn Abara", Role.OFFICER, POLICE, phone="555-0123", has_programme=False),
)
