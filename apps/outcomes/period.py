"""One month of a programme, from midnight to midnight in its zone. Only whole months are counted.

Free ranges would let two reports that overlap be taken from each other, and show what each of them hides.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from apps.common.errors import Code, Invalid


@dataclass(frozen=True)
class Month:
    """A month and its zone."""

    first: date
    zone: ZoneInfo

    @classmethod
    def read(cls, text: str, zone: ZoneInfo) -> "Month":
        """From YYYY-MM; Invalid for anything else."""
        try:
            if len(text) != len("2026-09"):
                raise ValueError
            return cls(date.fromisoformat(f"{text}-01"), zone)
        except ValueError as error:
            raise Invalid(Code.INVALID, "Give the month as YYYY-MM.", fields=["month"]) from error

    @classmethod
    def last_whole(cls, at: datetime, zone: ZoneInfo) -> "Month":
        """The month before the one that this instant is in."""
        return cls(at.astimezone(zone).date().replace(day=1), zone).before

    @property
    def before(self) -> "Month":
        """The one before."""
        return Month((self.first - timedelta(days=1)).replace(day=1), self.zone)

    @property
    def after(self) -> "Month":
        """The one after."""
        return Month((self.first + timedelta(days=32)).replace(day=1), self.zone)

    @property
    def begins(self) -> datetime:
        """Its first instant."""
        return datetime.combine(self.first, time(), self.zone)

    @property
    def ends(self) -> datetime:
        """The first instant that is no longer in it."""
        return self.after.begins

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"
