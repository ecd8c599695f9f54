"""What goes to a gateway, and what it says: four answers to a try, four to the question what became of one."""

from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

TAKEN: Final = "taken"
"""It is theirs now."""
REFUSED: Final = "refused"
"""They will never take it."""
AGAIN: Final = "again"
"""It has certainly not left; later it may."""
UNCLEAR: Final = "unclear"
"""Nobody knows whether it has left: the connection ended in the middle."""

NOT_WANTED: Final = "not_wanted"
"""Nothing was tried: what it says is over, or the person does not want it."""

NEVER_HAD: Final = "never_had"
SILENT: Final = "silent"
"""Asked, but there was no answer just now."""
CANNOT_SAY: Final = "cannot_say"


@dataclass(frozen=True)
class Letter:
    """One message as it leaves. `id` is ours and goes along, so that a repeat is known as one."""

    id: UUID
    to: str
    subject: str
    text: str
    html: str = ""


@dataclass(frozen=True)
class Said:
    """What came of a try, or of a question. `error` is a code, never the service's own words."""

    result: str
    error: str = ""
    provider_id: str = ""
    retry_after_s: int = 0


class Gateway(Protocol):
    """One way out. Never raises, touches no database, and takes no longer than its time-outs."""

    def send(self, letter: Letter) -> Said:
        """Hand it over once."""

    def ask(self, message_id: UUID) -> Said:
        """What became of an earlier try: taken, refused, never_had, silent or cannot_say."""
