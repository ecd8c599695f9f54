"""A partner's own system: its token, and what it asks over FHIR."""

import json
from typing import Any
from uuid import UUID

from apps.common.ids import uuid7
from apps.directory.models import Service
from apps.outbox.commands import do
from apps.referrals.actions import tokens
from apps.referrals.models import PartnerToken, Referral
from tests.people import Client, People

FHIR = "application/fhir+json"


class System(Client):
    """Asks with its secret, and nothing else."""

    def __init__(self, secret: str = "") -> None:
        super().__init__()
        self.device_id = uuid7()
        self.secret = secret

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """`ask("get", "Task", Accept=…)`; a body goes as FHIR."""
        sent = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        raw = body if isinstance(body, str) else "" if body is None else json.dumps(body)
        of_type = headers.pop("of_type", FHIR)
        return self.generic(method.upper(), f"/fhir/{path}", raw, of_type, headers={**sent, **headers})

    def read(self, path: str) -> dict[str, Any]:
        """What is there."""
        answer = self.ask("get", path)
        assert answer.status_code == 200, answer.content
        found: dict[str, Any] = answer.json()
        return found

    def found(self, path: str) -> list[dict[str, Any]]:
        """The resources of one page."""
        return [entry["resource"] for entry in self.read(path).get("entry", [])]

    def say(self, row: Referral, **changed: Any) -> Any:
        """Read the Task, change it, put it."""
        task = self.read(f"Task/{row.id}")
        version = task["meta"]["versionId"]
        whole = {name: value for name, value in {**task, **changed}.items() if value is not None}
        return self.ask("put", f"Task/{row.id}", whole, **{"If-Match": f'W/"{version}"'})


def system_of(people: People, *places: Service, name: str = "Their system", **also: Any) -> System:
    """Let it in for these places."""
    return System(token_for(people, *places, name=name, **also)[1])


def token_for(people: People, *places: Service, name: str = "Their system", **also: Any) -> tuple[PartnerToken, str]:
    """The row and the secret."""
    secret = tokens.new_secret()
    more: dict[str, Any] = {"name": name, "services": [place.id for place in places], "secret": secret, **also}
    row: PartnerToken = do(tokens.make_token, by=people.system, programme_id=people.calder.id, **more)
    return row, secret


def business(code: str) -> dict[str, Any]:
    """A business status of BSeR."""
    return {"coding": [{"system": "http://hl7.org/fhir/us/bser/CodeSystem/TaskBusinessStatusCS", "code": code}]}


def no(code: str, words: str = "") -> dict[str, Any]:
    """A reason of ours."""
    coded = {"coding": [{"system": "urn:x-alongside:decline", "code": code}]}
    return coded | ({"text": words} if words else {})


def said(answer: Any) -> tuple[int, list[str]]:
    """Status, and the elements that an OperationOutcome names."""
    body = answer.json()
    assert body["resourceType"] == "OperationOutcome", body
    return answer.status_code, [where for issue in body["issue"] for where in issue.get("expression", [])]


def none_of(one: UUID) -> tuple[str, ...]:
    """Every road to one referral."""
    kinds = ("Task", "ServiceRequest", "Patient", "Consent", "Bundle")
    return tuple(f"{kind}/{one}" for kind in kinds)
