"""Reads of needs and referrals, one file for each noun."""

from apps.referrals.queries.packet import BasisGone, Packet, covered_by, packet_of
from apps.referrals.queries.partners import (
    consents_for,
    covered,
    is_called_off,
    organizations_of,
    owners_known_to,
    programme_of,
    readable,
    sent_to,
    services_of,
    tokens_as_seen_by,
    tokens_for,
    tokens_in_force,
    tokens_visible_to,
)
from apps.referrals.queries.scope import (
    basis_of,
    held_by,
    may_own,
    people_in,
    streams_of,
    supervisors_of,
    visible_to,
)
from apps.referrals.queries.shapes import as_seen_by, held_as_seen_by, kept_for, shown, snapshot, whole
from apps.referrals.queries.steps import is_covered

__all__ = [
    "BasisGone",
    "Packet",
    "as_seen_by",
    "basis_of",
    "consents_for",
    "covered",
    "covered_by",
    "held_as_seen_by",
    "held_by",
    "is_called_off",
    "is_covered",
    "kept_for",
    "may_own",
    "organizations_of",
    "owners_known_to",
    "packet_of",
    "people_in",
    "programme_of",
    "readable",
    "sent_to",
    "services_of",
    "shown",
    "snapshot",
    "streams_of",
    "supervisors_of",
    "tokens_as_seen_by",
    "tokens_for",
    "tokens_in_force",
    "tokens_visible_to",
    "visible_to",
    "whole",
]
