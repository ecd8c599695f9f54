from django.apps import AppConfig


class InvolvementConfig(AppConfig):
    name = "apps.involvement"
    label = "involvement"

    def ready(self) -> None:
        from apps.involvement import policies  # noqa: F401, PLC0415  (registers predicates)
