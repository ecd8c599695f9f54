"""The administrator's pages: they read; what changes is an action, once however often it is pressed."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.urls import reverse

from apps.accounts import actions
from apps.accounts.models import Agency, Device, Membership, SignInLink, User
from apps.audit.models import AuditEvent
from apps.common.clock import now
from apps.common.ids import uuid7
from apps.encounters.models import Disposition
from apps.notifications.models import Message
from apps.notifications.outgoing import seal, texts
from apps.outbox.commands import do
from apps.outbox.models import HandlerRun
from tests.accounts.test_sign_in import Browser
from tests.people import Client, People

PAGES = ["programme", "agency", "user", "membership", "device"]


@pytest.fixture
def ada(people: People, signed_in: Callable[..., Client]) -> Client:
    client = signed_in(people.ada)
    client.default_format = "multipart"
    return client


def press(client: Client, url: str, **said: Any) -> Any:
    """Load the form, fill it in and press twice, as an impatient person does."""
    page = client.get(url)
    assert page.status_code == 200, page.status_code
    key = re.search(r'name="key" value="([0-9a-f-]+)"', page.content.decode())
    assert key
    body = {"key": key[1], **said}
    first = client.post(url, body, format="multipart")
    if first.status_code == 302:
        assert client.post(url, body, format="multipart").status_code == 302
    return first


def button(obj: Any, name: str) -> str:
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_do", args=[obj.pk, name])


@pytest.mark.parametrize("page", PAGES)
def test_an_administrator_reads_every_page(ada: Client, people: People, page: str) -> None:
    do(actions.register_device, by=people.casey, device_id=uuid7(), name="Pixel")
    assert ada.get("/admin/").status_code == 200
    answer = ada.get(f"/admin/accounts/{page}/")
    assert answer.status_code == 200
    assert "Ellery" not in answer.content.decode()
    assert "Nia" not in answer.content.decode()
    first = re.search(rf"/admin/accounts/{page}/([0-9a-f-]{{36}})/change/", answer.content.decode())
    assert first
    assert ada.get(f"/admin/accounts/{page}/{first[1]}/change/").status_code == 200


@pytest.mark.parametrize("key", ["dana", "casey", "sam", "quinn"])
def test_nobody_else_comes_in(people: People, signed_in: Callable[..., Client], key: str) -> None:
    client = signed_in(people.everyone()[key])
    for page in PAGES:
        assert client.get(f"/admin/accounts/{page}/").status_code in {302, 403}
    assert client.get("/admin/accounts/user/add/").status_code in {302, 403}
    assert client.post(button(people.omar, "close"), {"key": str(uuid7())}).status_code in {302, 403, 404}
    assert User.objects.get(id=people.omar.id).is_active


def test_inviting_makes_one_account_with_one_role_and_a_link_that_works(ada: Client, people: People) -> None:
    assert people.casey.agency_id
    said = {"email": "mei@alongside.example", "name": "Mei Sato", "language": "es", "role": "clinician"}
    said |= {"agency": str(people.casey.agency_id), "channel": "email"}
    answer = press(ada, "/admin/accounts/user/add/", **said)
    assert answer.status_code == 302
    mei = User.objects.get(email="mei@alongside.example")
    assert mei.roles == {"clinician"}
    row = Message.objects.get(to=mei.email)
    token = seal.opened(bytes(row.sealed), row.id, settings.MESSAGE_KEY)
    assert (row.text, row.programme_id, bool(token)) == ("staff_welcome", people.calder.id, True)
    for page in ("/admin/", "/admin/accounts/user/", f"/admin/notifications/message/{row.id}/change/"):
        assert str(token) not in ada.get(page).content.decode(), "who invites never sees the link"
    assert "has not used their invitation" in ada.get("/admin/").content.decode()
    welcome = {"token": token, "password": "two strokes side by side"}
    assert Browser().post("/api/welcome", welcome).status_code == 200
    assert Browser().post("/api/welcome", welcome).status_code == 404, "it works once"
    assert "has not used their invitation" not in ada.get("/admin/").content.decode()


def test_a_new_password_is_chosen_by_whoever_gets_the_link(ada: Client, people: People) -> None:
    assert press(ada, button(people.casey, "link"), channel="email").status_code == 302
    row = Message.objects.get(to=people.casey.email)
    token = seal.opened(bytes(row.sealed), row.id, settings.MESSAGE_KEY)
    link = SignInLink.objects.get(user=people.casey)
    assert (row.text, link.purpose) == ("staff_password", "password")
    assert link.expires_at - now() < timedelta(hours=24, seconds=1)
    assert "/welcome#" in texts.email(row.id, row.to, filled(row, str(token))).text
    new = {"token": token, "password": "two strokes side by side"}
    assert Browser().post("/api/welcome", new).status_code == 200
    assert Browser().sign_in(people.casey.email, new["password"]).status_code == 200
    assert press(ada, button(people.ada, "link"), channel="email").status_code == 200, "nobody's own"
    assert not Message.objects.filter(to=people.ada.email).exists()


def filled(row: Message, token: str) -> texts.Filled:
    return texts.Filled(row.text, row.language, row.params, token, "http://testserver")


def test_a_refusal_is_said_on_the_form(ada: Client, people: People) -> None:
    answer = press(ada, button(people.omar, "role"), role="clinician")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "never both police and clinical" in page
    key = re.search(r'name="key" value="([0-9a-f-]+)"', page)
    assert key
    better = ada.post(button(people.omar, "role"), {"key": key[1], "role": "police_supervisor"}, format="multipart")
    assert better.status_code == 302, "the form goes on with a key of its own"
    assert AuditEvent.objects.filter(what="refused", action="membership.grant").exists()


def test_nobody_gives_himself_a_role_here_either(ada: Client, people: People) -> None:
    answer = press(ada, button(people.ada, "role"), role="supervisor")
    assert answer.status_code == 200
    assert User.objects.get(id=people.ada.id).roles == {"administrator"}


def test_a_role_is_given_and_ended(ada: Client, people: People) -> None:
    press(ada, button(people.quinn, "role"), role="officer")
    membership = Membership.objects.get(user=people.quinn)
    press(ada, button(membership, "end"))
    membership.refresh_from_db()
    assert membership.until is not None
    assert User.objects.get(id=people.quinn.id).access_version == people.quinn.access_version + 2, (
        "pressed twice, done once"
    )


def test_a_device_is_revoked(ada: Client, people: People) -> None:
    device = do(actions.register_device, by=people.casey, device_id=uuid7())
    press(ada, button(device, "revoke"), reason="lost")
    assert Device.objects.get(id=device.id).revoked_at is not None


def test_a_lockout_is_released(ada: Client, people: People) -> None:
    browser = Browser()
    for _ in range(5):
        browser.sign_in(people.casey.email, "wrong")
    press(ada, button(people.casey, "release"))
    assert browser.sign_in(people.casey.email).status_code == 200


def test_an_account_is_closed_and_opened(ada: Client, people: People) -> None:
    press(ada, button(people.casey, "close"))
    assert not User.objects.get(id=people.casey.id).is_active
    press(ada, button(people.casey, "open"))
    assert User.objects.get(id=people.casey.id).is_active


def test_an_agency_made_here_takes_part_in_the_programme(ada: Client, people: People) -> None:
    press(ada, "/admin/accounts/agency/add/", name="Quarry Clinic", kind="provider")
    made = Agency.objects.get(name="Quarry Clinic")
    assert made.partnerships.get().programme_id == people.calder.id


def test_a_dead_reaction_is_tried_again(ada: Client, people: People) -> None:
    row = HandlerRun.objects.create(
        event="LevelChanged", payload={}, handler="x", status="dead", attempt=8, error="KeyError", due_at=now()
    )
    assert "Level changed" in ada.get("/admin/outbox/handlerrun/").content.decode()
    press(ada, button(row, "requeue"))
    row.refresh_from_db()
    assert (row.status, row.attempt) == ("due", 0)


def test_another_programmes_people_are_not_there(ada: Client, people: People) -> None:
    assert ada.get(button(people.nia, "close")).status_code == 404
    assert ada.get(f"/admin/accounts/user/{people.nia.id}/change/").status_code in {302, 404}


def test_the_record_shows_metadata_only(ada: Client, people: People) -> None:
    do(actions.set_language, by=people.casey, language="es")
    page = ada.get("/admin/audit/auditevent/").content.decode()
    assert "user.language_set" in page
    row = AuditEvent.objects.filter(action="user.language_set").get()
    whole = ada.get(f"/admin/audit/auditevent/{row.id}/change/").content.decode()
    assert "Casey Moreno" in whole
    assert "facts" not in whole


@pytest.mark.parametrize(
    "road", ["password_change/", "incidents/incident/", "auth/group/", "account/emailaddress/", "axes/accessattempt/"]
)
def test_what_is_not_an_administrators_is_no_page(ada: Client, road: str) -> None:
    assert ada.get(f"/admin/{road}").status_code == 404


def test_nothing_is_changed_or_deleted_by_djangos_own_forms(ada: Client, people: People) -> None:
    url = f"/admin/accounts/user/{people.casey.id}"
    assert ada.post(f"{url}/change/", {"name": "X"}, format="multipart").status_code == 403
    assert ada.post(f"{url}/delete/", {"post": "yes"}, format="multipart").status_code == 403
    assert User.objects.get(id=people.casey.id).name == "Casey Moreno"


def test_an_administrator_changes_how_visits_end_and_adds_to_the_list(ada: Client, people: People) -> None:
    row = Disposition.objects.get(programme=people.calder, code="refused")
    page = ada.get(button(row, "change")).content.decode()
    assert "Declined help" in page, "the form begins with what is in force"
    said = {"text_en": "Said no to help", "text_es": "Dijo que no", "group": "other", "position": "3"}
    assert press(ada, button(row, "change"), **said, needs_contact="on", case_rule="welfare").status_code == 302
    versions = Disposition.objects.filter(programme=people.calder, code="refused").order_by("effective_from")
    assert [one.text["en"] for one in versions] == ["Declined help", "Said no to help"]
    new = {**said, "code": "waiting_room", "needs_place": "on"}
    assert press(ada, reverse("admin:encounters_disposition_add"), **new).status_code == 302
    added = Disposition.objects.get(programme=people.calder, code="waiting_room")
    assert (added.needs_place, added.opens_case) == (True, False)
    assert press(ada, button(added, "retire")).status_code == 302
    added.refresh_from_db()
    assert added.effective_until is not None


def test_an_outcome_is_promised_for_a_time_where_the_programme_is_and_taken_back(ada: Client, people: People) -> None:
    tomorrow = (
        (now() + timedelta(days=1)).astimezone(ZoneInfo("America/Los_Angeles")).replace(second=0, microsecond=0)
    )
    said = {"text_en": "To the quiet house", "text_es": "A la casa tranquila", "group": "care", "position": "3"}
    said |= {"code": "quiet_house", "effective_from": tomorrow.strftime("%Y-%m-%dT%H:%M")}
    assert press(ada, reverse("admin:encounters_disposition_add"), **said).status_code == 302
    row = Disposition.objects.get(programme=people.calder, code="quiet_house")
    assert row.effective_from == tomorrow
    where = reverse("admin:encounters_disposition_change", args=[row.id])
    page = ada.get(where).content.decode()
    assert "not yet" in page
    assert reverse("admin:encounters_disposition_do", args=[row.id, "retire"]) not in page, "it has not begun"
    assert "quiet_house" in ada.get("/admin/encounters/disposition/?offered=later").content.decode()
    assert press(ada, button(row, "withdraw")).status_code == 302
    assert "quiet_house" not in ada.get("/admin/encounters/disposition/").content.decode()
    assert "taken back" in ada.get("/admin/encounters/disposition/?offered=every").content.decode()


def test_no_page_or_button_is_called_by_an_id(ada: Client, people: People) -> None:
    row = HandlerRun.objects.create(event="LevelChanged", payload={}, handler="x", status="dead", due_at=now())
    sent = Message.objects.create(programme=people.calder, key="x", channel="sms", text="place_link", state="failed")
    device = do(actions.register_device, by=people.casey, device_id=uuid7())
    for obj, name, words in (
        (row, "requeue", "Level changed"),
        (sent, "requeue", "Place link"),
        (device, "revoke", "Casey"),
    ):
        for where in (button(obj, name), button(obj, name).split("do/")[0] + "change/"):
            head = ada.get(where).content.decode()
            for part in re.findall(r"<title>.*?</title>|<nav class=\"ops-crumb\".*?</nav>|<h1>.*?</h1>", head, re.S):
                assert str(obj.pk) not in re.sub(r'href="[^"]*"', "", part), part
            assert words in head
