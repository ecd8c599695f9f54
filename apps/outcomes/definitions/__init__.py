"""Every figure by its name: what is counted, out of what, and what is left out. In the order of the report."""

from typing import Final

from apps.outcomes.definitions import calls, care, followup, visits
from apps.outcomes.definitions.base import Definition, Minutes, Share, Words

ALL: Final[tuple[Definition, ...]] = (*calls.ALL, *visits.ALL, *care.ALL, *followup.ALL)
BY_ID: Final[dict[str, Definition]] = {one.id: one for one in ALL}

__all__ = ["ALL", "BY_ID", "Definition", "Minutes", "Share", "Words"]
