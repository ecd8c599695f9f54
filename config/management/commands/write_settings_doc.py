"""`manage.py write_settings_doc`: docs/settings.md from config/env.py."""

from config.env import as_markdown
from config.management.written import WritingCommand


class Command(WritingCommand):
    """One row for each setting."""

    help = "Write docs/settings.md from config/env.py."

    def files(self) -> dict[str, str]:
        """One page."""
        return {"docs/settings.md": as_markdown()}
