"""The administrator's day: figures, matrices, places, the record; and nobody who was helped is there."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, models, transaction
from django.urls import reverse

from apps.accounts import actions as accounts
from apps.accounts.models import Programme
from apps.audit.models import AuditEvent
from apps.audit.seal import seal
from apps.common.clock import now
from apps.directory.models import Service
from apps.followups.ladder import Policy
from apps.incidents import actions as incidents
from apps.incidents.models import Incident, Matrix, MatrixDraft
from apps.incidents.queries import matrix_in_force
from apps.incidents.triage.matrix_default import default_matrix
from apps.notifications.models import Message
from apps.office.queries import week_to_review
from apps.outbox.commands import do
from apps.people.models import PersonName
from apps.referrals.models import PartnerToken
from config import seed
from config.generated import classes_of_fields
from config.ops.urls import urlpatterns
from tests.config.test_ops import button, press
from tests.dispatch.scenes import call
from tests.encounters.test_nothing_clinical import body
from tests.people import Client, People

SECRET = "Qsecret"
TELLING = {"clinical", "person", "identity", "contacts", "sud", "operational", "card", "hazard", "visit", "case"}
TELLING |= {"force", "force_outcome", "instrument"}
THEIRS = {"people", "incidents", "encounters", "referrals", "followups", "dispatch"}
OURS = {"Matrix", "MatrixDraft", "Disposition", "Instrument", "PartnerToken"}


@pytest.fixture
def ada(people: People, signed_in: Callable[..., Client]) -> Client:
    client = signed_in(people.ada)
    client.default_format = "multipart"
    return client


def mark_everything() -> int:
    """Put a secret word into every field that tells of somebody who was helped; answers how many fields took it."""
    marked = 0
    for model in apps.get_models():
        if model._meta.app_label not in THEIRS or model.__name__ in OURS:
            continue
        classes = classes_of_fields().get(f"{model._meta.app_label}.{model.__name__}", {})
        for field in model._meta.concrete_fields:
            is_text = (
                isinstance(field, models.CharField | models.TextField) and not field.choices and not field.unique
            )
            if not is_text or classes.get(field.name) not in TELLING or (field.max_length or 99) < len(SECRET):
                continue
            try:
                with transaction.atomic():
                    marked += bool(model._default_manager.update(**{field.name: SECRET}))
            except DatabaseError:
                continue  # append-only, or a constraint: it cannot be marked
    return marked


def pages(ada: Client) -> Iterator[tuple[str, Any]]:
    """Every page an administrator can open: lists with each filter, objects, forms, screens, files, searches."""
    yield "start", ada.get("/admin/")
    for model, page in admin.site._registry.items():
        names = model._meta.app_label, model._meta.model_name
        where = reverse("admin:{}_{}_changelist".format(*names))
        text = body(ada.get(where))
        yield where, text
        asked = set(re.findall(r'href="(\?[a-z_]+=[^"]+)"', text))
        for query in [*asked, "?state=left", "?unused=yes", "?standing=waits", "?waits=sud", "?waits=differs"]:
            yield where + query, ada.get(where + query, follow=True)
        for obj in page.get_queryset(type("R", (), {"user": ada.user})())[:3]:
            yield f"{where}{obj.pk}/", ada.get(reverse("admin:{}_{}_change".format(*names), args=[obj.pk]))
            for one in getattr(page, "buttons", ()):
                yield f"{where}{one.name}", ada.get(button(obj, one.name))
        if getattr(page, "add", None):
            yield f"{where}add", ada.get(reverse("admin:{}_{}_add".format(*names)))
    for pattern in urlpatterns:
        if not pattern.pattern.converters:
            yield str(pattern.name), ada.get(reverse(f"ops:{pattern.name}"))
    yield "export", ada.post(reverse("ops:export"), {})
    yield "find", ada.post(reverse("ops:find"), {"words": SECRET})
    yield "search", ada.get("/admin/search/", {"s": SECRET})
    yield "autocomplete", ada.get("/admin/autocomplete/", {"term": SECRET})


@pytest.mark.long
def test_nobody_who_was_helped_is_on_any_page_list_form_search_or_export(people: People, ada: Client) -> None:
    seed.everything()
    names = set(PersonName.objects.values_list("family", flat=True)) - {""}
    do(incidents.begin_draft, by=people.ada)
    assert mark_everything() > 40
    assert Incident.objects.filter(words=SECRET).exists()
    Message.objects.filter(audience=Message.Audience.PERSON).update(to=SECRET)
    leaks, opened = [], 0
    for where, answer in pages(ada):
        text = answer if isinstance(answer, str) else body(answer)
        opened += 1
        said = text.replace(f"“{SECRET}”: 0 found", "")  # what was typed is said again to who typed it
        leaks += [where] if SECRET in said else []
        leaks += [f"{where}: {name}" for name in names if re.search(rf"\b{re.escape(name)}\b", said)]
        if not isinstance(answer, str):
            assert answer.status_code in {200, 404}, where
    assert leaks == []
    assert opened > 80, "the walk did look"


def test_there_is_no_page_of_anything_that_is_said_of_a_person() -> None:
    theirs = {m.__name__ for m in admin.site._registry if m._meta.app_label in THEIRS}
    assert theirs == {"Matrix", "Disposition", "Instrument", "PartnerToken"}


@pytest.mark.parametrize("key", ["dana", "casey", "sam", "cam", "quinn"])
def test_nobody_else_opens_a_screen(people: People, signed_in: Callable[..., Client], key: str) -> None:
    client = signed_in(people.everyone()[key])
    for pattern in urlpatterns:
        if not pattern.pattern.converters:
            assert client.get(reverse(f"ops:{pattern.name}")).status_code in {302, 403}, pattern.name


def test_the_start_page_counts_what_waits_in_the_own_programme_and_leads_there(
    people: People, ada: Client, signed_in: Callable[..., Client]
) -> None:
    to_ellery: dict[str, Any] = {"user_id": people.nia.id, "programme_id": people.ellery.id}
    do(accounts.grant_membership, by=people.system, role="administrator", **to_ellery)
    Message.objects.create(
        programme=people.calder, key="x", channel="email", audience="provider", to="desk@harbor.example",
        text="place_link", state="failed", error="smtp_550",
    )  # fmt: skip
    text = body(ada.get("/admin/"))
    assert "1 message never arrived" in text
    left = body(ada.get("/admin/notifications/message/?state=left"))
    assert "desk@harbor.example" in left
    assert "1 message never arrived" not in body(signed_in(people.nia).get("/admin/"))


def test_a_figure_of_the_programme_is_chosen_and_its_change_is_on_the_start_page(people: People, ada: Client) -> None:
    where = reverse("ops:settings")
    assert press(ada, where, lock_minutes_phone="3").status_code == 302
    kept = Programme.objects.get(id=people.calder.id).settings
    assert kept["lock_minutes_phone"] == 3
    row = AuditEvent.objects.get(action="programme.changed")
    assert row.facts == {"setting": "lock_minutes_phone", "before": 5, "now": 3}
    start = body(ada.get("/admin/"))
    assert re.search(r"A phone locks after</td><td>5</td><td><b>3</b>", start)
    assert press(ada, where, lock_minutes_phone="900").status_code == 200, "more than a phone may be open"
    assert press(ada, where).status_code == 302
    assert "lock_minutes_phone" not in Programme.objects.get(id=people.calder.id).settings, "the default again"


def test_the_fixed_lists_are_read_only_and_the_page_says_why(people: People, ada: Client) -> None:
    page = body(ada.get(reverse("ops:codes")))
    assert "would make each of those figures wrong" in page
    assert "no contact, cancel requested" in page, "what a missed appointment may become"
    inside = page.split('<main id="main"')[1].split("</main>")[0]
    assert not re.search(r"<(form|input|button|select)", inside)


def test_the_ladder_of_contacts_is_chosen_by_a_form_and_counts_for_new_cases(people: People, ada: Client) -> None:
    where = reverse("ops:ladder")
    said = {"day2_hours": "36", "day7_hours": "168", "day1_hours": "20", "day1_risks": ["high", "moderate"]}
    assert press(ada, where, **said).status_code == 302
    steps = Policy.of(Programme.objects.get(id=people.calder.id).settings).steps
    assert [(one.name, one.hours, one.risks) for one in steps] == [
        ("day1", 20, ("high", "moderate")), ("day2", 36, ()), ("day7", 168, ()),
    ]  # fmt: skip
    assert 'value="36"' in body(ada.get(where))
    assert press(ada, where).status_code == 200, "no contact at all is no ladder"


def test_a_week_is_reviewed_once_with_its_counts(people: People, ada: Client) -> None:
    monday = week_to_review(people.ada)
    where = reverse("ops:review-done", args=[monday.isoformat()])
    assert press(ada, where).status_code == 302
    row = AuditEvent.objects.get(action="review.recorded")
    assert (row.facts["week"], row.facts["exports"]) == (monday.isoformat(), 0)
    assert "Reviewed by Ada Voss" in body(ada.get(reverse("ops:review")))
    assert "is not reviewed" not in body(ada.get("/admin/"))
    later = reverse("ops:review-done", args=["2099-01-05"])
    assert press(ada, later).status_code == 200, "a week that is not over"


def test_the_record_is_filtered_exported_and_its_export_is_on_record(people: People, ada: Client) -> None:
    press(ada, button(people.casey, "close"))
    press(ada, button(people.casey, "open"))
    page = body(ada.get("/admin/audit/auditevent/", {"action": "user.closed"}))
    assert "user.closed" in page
    assert "user.opened" not in page
    answer = ada.post(f"{reverse('ops:export')}?action=user.closed", {})
    rows = list(csv.DictReader(io.StringIO(body(answer).lstrip("\ufeff"))))
    assert [(row["action"], row["by"]) for row in rows] == [("user.closed", "Ada Voss")]
    assert AuditEvent.objects.get(action="audit.exported").facts == {"rows": 1, "asked": {"action": "user.closed"}}


def test_the_chain_is_checked_by_a_button_and_says_what_it_found(people: People, ada: Client) -> None:
    seal()
    assert press(ada, reverse("ops:verify")).status_code == 302
    assert "The record is whole." in body(ada.get(reverse("ops:jobs")))
    assert AuditEvent.objects.get(action="audit.verified").facts == {"problems": 0}


def test_a_matrix_is_drafted_tried_submitted_and_in_force_only_by_a_supervisors_yes(
    people: People, ada: Client, signed_in: Callable[..., Client]
) -> None:
    do(incidents.publish_matrix, by=people.system, programme_id=people.calder.id, content=default_matrix())
    before = default_matrix()["rules"]
    one = next(rule for rule in before if rule.get("level") == 2 and "item" in rule["when"])
    made = call(people)
    answer = one["when"]["is"][0]
    do(incidents.answer_item, by=people.dana, incident_id=made.id, item=one["when"]["item"], answer=answer)
    do(incidents.decide_level, by=people.dana, incident_id=made.id)
    assert press(ada, reverse("ops:matrix-begin")).status_code == 302
    words = {"text_en": one["text"]["en"] + " today", "text_es": one["text"]["es"], "level": "3", "answers": [answer]}
    draft = MatrixDraft.objects.get().id
    assert press(ada, reverse("ops:matrix-rule", args=[draft, one["code"]]), **words).status_code == 302
    page = body(ada.get(reverse("ops:matrix-draft")))
    assert "1 of 1 past calls would get another level" in page
    assert "today</ins>" in page
    assert press(ada, reverse("ops:matrix-do", args=[draft, "submit"])).status_code == 302
    assert Message.objects.filter(to=people.sam.email, text="staff_matrix").count() == 1
    current = matrix_in_force(people.calder.id, now())
    assert current is not None
    assert current.number == 1
    assert ada.get(reverse("matrix-approval")).status_code == 404
    sam = signed_in(people.sam)
    assert "1 of 1 past calls" in body(sam.get(reverse("matrix-approval")))
    assert press(sam, reverse("matrix-decide", args=[draft, "approve"])).status_code == 302
    assert Matrix.objects.get(number=2).rules != before
    assert MatrixDraft.objects.get().state == "published"
    assert "Matrix 2" in body(ada.get("/admin/incidents/matrix/"))


def test_a_matrix_that_lowers_caution_is_not_submitted(people: People, ada: Client) -> None:
    press(ada, reverse("ops:matrix-begin"))
    draft = MatrixDraft.objects.get().id
    content: Any = default_matrix()
    content["rules"] = [rule for rule in content["rules"] if "weapon_in_hand" not in rule["items"]]
    file = SimpleUploadedFile("matrix.json", json.dumps(content).encode())
    answer = press_file(ada, reverse("ops:matrix-do", args=[draft, "file"]), content=file)
    assert answer.status_code == 302
    refused = press(ada, reverse("ops:matrix-do", args=[draft, "submit"]))
    assert refused.status_code == 200
    assert "cannot decide" in body(refused)
    bad = press_file(ada, reverse("ops:matrix-do", args=[draft, "file"]), content=SimpleUploadedFile("m.json", b"{}"))
    assert "no matrix" in body(bad)


def press_file(client: Client, url: str, **files: Any) -> Any:
    key = re.search(r'name="key" value="([0-9a-f-]+)"', body(client.get(url)))
    assert key
    return client.post(url, {"key": key[1], **files}, format="multipart")


def test_a_partners_system_gets_a_secret_that_is_shown_once(people: People, ada: Client) -> None:
    seed.everything()
    place = Service.objects.filter(programme=people.calder).first()
    assert place is not None
    said = {"name": "Harbor EHR", "services": [str(place.id)], "scopes": ["read"]}
    key = re.search(r'name="key" value="([0-9a-f-]+)"', body(ada.get("/admin/referrals/partnertoken/add/")))
    assert key
    first = body(ada.post("/admin/referrals/partnertoken/add/", {"key": key[1], **said}))
    secret = re.search(r"alongside_[A-Za-z0-9_-]{43}", first)
    assert secret
    again = body(ada.post("/admin/referrals/partnertoken/add/", {"key": key[1], **said}))
    assert "alongside_" not in again
    row = PartnerToken.objects.get(name="Harbor EHR")
    assert secret[0] not in body(ada.get(f"/admin/referrals/partnertoken/{row.id}/change/"))
    ways = {"email": "intake@harbor.example", "how": "phone", "told_by": "Mae"}
    assert press(ada, button(place, "handoff"), **ways).status_code == 302
    place.refresh_from_db()
    assert place.handoff_email == "intake@harbor.example"
