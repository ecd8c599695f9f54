"""A provider's own link: it needs no account, shows no person, and only its button changes anything."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client as Browser

from apps.common.clock import now
from apps.common.errors import Conflict, Invalid, NotAllowed
from apps.common.ids import uuid7
from apps.directory import actions
from apps.directory.actions.capacity import USES_PER_HOUR
from apps.directory.models import Capacity, CapacityLink, CapacityWord, Service
from apps.outbox.commands import do
from apps.outbox.models import OpKey
from tests.people import People

CODE = "7K2M9QXR4TVB8WZC"


@pytest.fixture
def link(people: People, harbor: Service) -> CapacityLink:
    """Harbor Light's link for a week."""
    do(actions.make_link, by=people.cam, service_id=harbor.id, id=uuid7(), code=CODE, days=7)
    return CapacityLink.objects.get()


def press(chairs: UUID, value: str = "2", **more: str) -> tuple[int, str]:
    """The provider's page with the button pressed."""
    body = {"code": CODE, "do": "say", "name": "Priya, front desk", "key": str(uuid7()), str(chairs): value} | more
    page = Browser().post("/p/room", body)
    return page.status_code, page.content.decode()


def test_the_code_shows_the_numbers_and_changes_nothing(link: CapacityLink, chairs: UUID) -> None:
    page = Browser().post("/p/room", {"code": "7k2m-9qxr 4tvb-8wzc"})
    shown = page.content.decode()
    assert page.status_code == 200
    assert "Harbor Light Crisis Center" in shown
    assert "Crisis chairs" in shown
    assert CapacityWord.objects.count() == 0
    link.refresh_from_db()
    assert link.used_at is None
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("same-origin", "noindex, noarchive")


def test_the_button_says_it_to_everybody_with_the_name_that_was_written(link: CapacityLink, chairs: UUID) -> None:
    status, shown = press(chairs, "3")
    assert (status, "Teams see it now" in shown) == (200, True)
    row = Capacity.objects.select_related("service").get(id=chairs)
    assert (row.available, row.said_by, row.how, row.by_id) == (3, "Priya, front desk", "link", None)
    assert row.service.copy["room"][0]["said_by"] == "Priya, front desk"


def test_one_press_is_enough_when_nothing_changed_and_it_is_fresh_again(link: CapacityLink, chairs: UUID) -> None:
    press(chairs, "3")
    Capacity.objects.filter(id=chairs).update(at=now() - timedelta(hours=9))
    status, _shown = press(chairs, "3")
    assert status == 200
    assert Capacity.objects.get(id=chairs).at > now() - timedelta(minutes=1)
    assert CapacityWord.objects.filter(capacity=chairs).count() == 2


def test_a_double_press_is_one_word(link: CapacityLink, chairs: UUID) -> None:
    key = str(uuid7())
    for _ in range(2):
        press(chairs, "3", key=key)
    assert CapacityWord.objects.filter(capacity=chairs).count() == 1


def test_the_link_is_used_again_and_again_until_it_ends(people: People, link: CapacityLink, chairs: UUID) -> None:
    for n in ("1", "2"):
        assert press(chairs, n)[0] == 200
    do(actions.end_link, by=people.cam, service_id=link.service_id, link_id=link.id)
    assert press(chairs, "9")[0] == 404
    assert Capacity.objects.get(id=chairs).available == 2


def test_an_old_link_and_a_gone_service_open_nothing(link: CapacityLink, chairs: UUID) -> None:
    CapacityLink.objects.update(expires_at=now() - timedelta(seconds=1))
    assert press(chairs)[0] == 404
    CapacityLink.objects.update(expires_at=now() + timedelta(days=1))
    Service.objects.update(vanished_at=now())
    assert press(chairs)[0] == 404


def test_guessing_is_answered_alike_and_leaves_no_trace(link: CapacityLink, chairs: UUID) -> None:
    before = OpKey.objects.count()
    pages = [
        Browser().post("/p/room", {"code": code})
        for code in ("", "short", "7K2M9QXR4TVB8WZD", "ÜÜÜÜÜÜÜÜÜÜÜÜÜÜÜÜ", "a\0")
    ]
    assert {page.status_code for page in pages} == {404}
    assert all("Harbor" not in page.content.decode() for page in pages)
    assert OpKey.objects.count() == before


def test_a_mail_scanner_that_follows_the_link_changes_and_learns_nothing(link: CapacityLink, chairs: UUID) -> None:
    for method in ("get", "head"):
        page = getattr(Browser(), method)("/p/room?language=es")
        assert page.status_code == 200
        assert "Harbor" not in page.content.decode()
    assert CapacityWord.objects.count() == 0


def test_a_press_without_a_name_or_with_no_number_is_asked_again_and_keeps_nothing(
    link: CapacityLink, chairs: UUID
) -> None:
    assert "Write your name first" in press(chairs, name=" ")[1]
    for wrong in ("-1", "two", "12345", "1.5"):
        assert "A number is not right" in press(chairs, wrong)[1]
    assert "once more" in press(chairs, key="x")[1]
    assert CapacityWord.objects.count() == 0


def test_a_link_gone_wild_is_stopped_for_an_hour(link: CapacityLink, chairs: UUID) -> None:
    CapacityLink.objects.update(uses=[now()] * USES_PER_HOUR)
    assert "too often" in press(chairs)[1]
    CapacityLink.objects.update(uses=[now() - timedelta(hours=2)] * USES_PER_HOUR)
    assert "Teams see it now" in press(chairs)[1]


def test_full_tonight_is_one_press(link: CapacityLink, chairs: UUID) -> None:
    press(chairs, "3", do="full")
    assert {row.available for row in Capacity.objects.filter(service_id=link.service_id)} == {0}


def test_another_services_numbers_are_not_changed_by_this_link(
    people: People, link: CapacityLink, chairs: UUID
) -> None:
    other = do(
        actions.write_service, by=people.system, id=uuid7(), programme_id=people.calder.id, place=None,
        organization={"id": uuid7(), "name": "x"}, fields={"name": "Other"}, facts={},
        room=[{"id": uuid7(), "unit": "Beds"}],
    )  # fmt: skip
    beds = other.capacities.get()
    press(chairs, "1", **{str(beds.id): "9"})
    assert Capacity.objects.get(id=beds.id).available is None


def test_the_page_speaks_spanish_and_forms_carry_their_token(link: CapacityLink) -> None:
    page = Browser().post("/p/room", {"code": CODE, "language": "es"}).content.decode()
    assert '<html lang="es">' in page
    assert "¿Cuánto hay libre en" in page
    strict = Browser(enforce_csrf_checks=True)
    assert strict.post("/p/room", {"code": CODE}).status_code == 403


@pytest.mark.parametrize("road", ["/p/room", "/p/place", "/p/plan"])
def test_where_cookies_are_switched_off_the_page_says_so_in_both_languages(road: str, people: People) -> None:
    without = Browser(enforce_csrf_checks=True)
    answer = without.post(road, {"code": CODE})
    page = answer.content.decode()
    assert (answer.status_code, answer["Content-Type"]) == (403, "text/html; charset=utf-8")
    assert "Allow cookies for this site" in page
    assert "Permita las cookies de este sitio" in page
    assert without.post("/api/needs", {"x": 1}).headers["Content-Type"] == "application/json", "the app reads a code"


def test_who_may_make_and_end_a_link(people: People, harbor: Service) -> None:
    for by, code in ((people.cam, CODE), (people.ada, CODE[::-1]), (people.sam, "0" * 16)):
        do(actions.make_link, by=by, service_id=harbor.id, id=uuid7(), code=code, days=7)
    with pytest.raises(NotAllowed):
        do(actions.make_link, by=people.casey, service_id=harbor.id, id=uuid7(), code="1" * 16, days=7)
    with pytest.raises(Invalid):
        do(actions.make_link, by=people.cam, service_id=harbor.id, id=uuid7(), code="too short", days=91)
    again = CapacityLink.objects.order_by("created_at")[0]
    with pytest.raises(Conflict):
        do(actions.make_link, by=people.sam, service_id=harbor.id, id=again.id, code="2" * 16, days=7)
