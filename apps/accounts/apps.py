from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "apps.accounts"
    label = "accounts"

    def ready(self) -> None:
        from apps.accounts import handlers, policies  # noqa: F401, PLC0415  (registers predicates and library signals)
