"""A place's desk without an account: its mailbox, its phone for texts, and a browser without JavaScript."""

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.test import Client as Browser

from apps.directory.models import Service
from apps.notifications.models import Kept
from apps.notifications.outgoing.sweeps import send_messages
from apps.outbox.sweeps import run_handlers
from apps.referrals.models import Referral

_LINK = re.compile(r"/p/place#([0-9A-Z]{16})")
_FACTOR = re.compile(r"\b(\d{6})\b")
_KEY = re.compile(r'name="key" value="([^"]+)"')


def delivered() -> None:
    """Everything that is owed has been done and has left."""
    while run_handlers() + send_messages():
        pass


@dataclass
class Desk:
    """Somebody at this place. `code` and `factor` are what their newest messages say."""

    service: Service
    language: str = "en"
    browser: Browser = field(default_factory=Browser)

    def letters(self) -> list[Kept]:
        """What came by e-mail, oldest first."""
        return list(Kept.objects.filter(channel="email", to=self.service.handoff_email).order_by("at", "id"))

    @property
    def code(self) -> str:
        found = [code for letter in self.letters() for code in _LINK.findall(letter.body)]
        return found[-1] if found else ""

    @property
    def factor(self) -> str:
        texts = Kept.objects.filter(channel="sms", to=self.service.handoff_sms).order_by("at", "id")
        found = [digits for text in texts for digits in _FACTOR.findall(text.body)]
        return found[-1] if found else ""

    def tries(self, code: str | None = None, factor: str | None = None) -> Any:
        """Both keys, typed."""
        said = {"code": self.code if code is None else code, "factor": self.factor if factor is None else factor}
        return self.browser.post("/p/place", said, headers={"Accept-Language": self.language})

    def opens(self) -> str:
        """Both keys, then the page."""
        assert self.tries().status_code == 303
        return self.reads()

    def reads(self) -> str:
        """The page as it is now."""
        return str(self.browser.get("/p/place/request").content.decode())

    def does(self, what: str, **said: Any) -> Any:
        """One form of the page, as it stands there now."""
        found = _KEY.search(self.reads())
        return self.sends(what, key=found.group(1) if found else "", **said)

    def sends(self, what: str, **said: Any) -> Any:
        """The same without looking at the page again."""
        return self.browser.post(f"/p/place/{what}", {"name": "Rosa Ibarra", **said})


def with_desk(service: Service, name: str, phone: str = "555-0142") -> Desk:
    """The place gets an e-mail for links and a phone for second factors."""
    service.handoff_email, service.handoff_sms = f"desk@{name}.example", phone
    service.save(update_fields=["handoff_email", "handoff_sms"])
    return Desk(service)


def of(desk: Desk, need_id: UUID) -> Referral:
    """How this place stands."""
    return Referral.objects.select_related("need", "service").get(need_id=need_id, service=desk.service)
