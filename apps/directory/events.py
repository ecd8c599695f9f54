"""What the directory tells. Ids, versions and codes only."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class DirectoryChanged:
    """Something in it is another: devices ask for what is newer than their copy."""

    id: UUID
    version: int
