"""How what several people write of an incident at the same time goes together; see apps/outbox/merging.py."""

from collections.abc import Iterable
from typing import Any

from apps.common.errors import Code, NeedsReview
from apps.incidents.actions.timeline import happened_at
from apps.incidents.models import Incident
from apps.outbox import merging


def mark(incident: Incident, names: Iterable[str], by: Any) -> None:
    """Note that these fields change with the version to come. The caller bumps `field_marks` along."""
    merging.mark(incident, names, by, happened_at())


def refuse_other_level(incident: Incident, by: Any) -> None:
    """Raise NeedsReview when the level is not the one that was shown: a level never merges by itself."""
    if "level" in merging.changed_since_base(incident, by, also_own=True):
        raise NeedsReview(Code.LEVEL_CHANGED, "The level has changed meanwhile.", about=incident, fields=["level"])
