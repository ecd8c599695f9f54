"""What allauth asks us: nobody signs up, and a closed account looks like a wrong password."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People are invited by an administrator."""

    def is_open_for_signup(self, request: Any) -> bool:
        """Never."""
        return False

    def authenticate(self, request: Any, **credentials: Any) -> Any:
        """The account, unless it is closed: a failure never says whether an account exists."""
        user = super().authenticate(request, **credentials)
        return user if user is not None and user.is_active else None
