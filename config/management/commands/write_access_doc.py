"""`manage.py write_access_doc`: docs/access.md from the access table."""

from config.generated import access_document
from config.management.written import WritingCommand


class Command(WritingCommand):
    """Actions and classes by role, fields by class."""

    help = "Write docs/access.md from apps/access/table.py and each app's CLASS_OF."

    def files(self) -> dict[str, str]:
        """One page."""
        return {"docs/access.md": access_document()}
