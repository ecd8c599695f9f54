from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The composition root: fills the tables that lower apps leave open."""

    name = "config"
    label = "config"

    def ready(self) -> None:
        from config import checks, wiring  # noqa: F401, PLC0415  (needs all apps loaded)

        wiring.connect()
