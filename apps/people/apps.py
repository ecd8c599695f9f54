from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "apps.people"
    label = "people"

    def ready(self) -> None:
        from apps.people import policies  # noqa: F401, PLC0415  (registers predicates)
