"""What is done about a need and its places, one file for each part of the way."""

from apps.referrals.actions import (
    answers,
    asking,
    care,
    clocks,
    coming,
    disclosing,
    handover,
    links,
    paper,
    partners,
    place,
    telling,
)

__all__ = [
    "answers",
    "asking",
    "care",
    "clocks",
    "coming",
    "disclosing",
    "handover",
    "links",
    "paper",
    "partners",
    "place",
    "telling",
]
