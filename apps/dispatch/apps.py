from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "apps.dispatch"
    label = "dispatch"

    def ready(self) -> None:
        from apps.dispatch import policies  # noqa: F401, PLC0415  (registers predicates)
