"""Reads of needs and referrals, one file for each noun."""

from apps.referrals.queries.packet import BasisGone, Packet, covered_by, packet_of

__all__ = ["BasisGone", "Packet", "covered_by", "packet_of"]
