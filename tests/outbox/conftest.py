"""Probes for everybody here."""

from tests.probes import probes

__all__ = ["probes"]
