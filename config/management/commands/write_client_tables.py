"""`manage.py write_client_tables`: what the front-end shares with the code, as TypeScript."""

from config.generated import client_files
from config.management.written import WritingCommand


class Command(WritingCommand):
    """Codes, access, transitions."""

    help = "Write frontend/src/api/generated/{codes,access,transitions}.ts."

    def files(self) -> dict[str, str]:
        """Three files."""
        return {f"frontend/src/api/generated/{name}": text for name, text in client_files().items()}
