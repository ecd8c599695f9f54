"""The accounting of disclosures, read by those who answer a person's request. Reading it is itself on the record."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from apps.access import allow
from apps.accounts.queries import zone_of
from apps.audit.record import viewed
from apps.common.api import DeclaredQueryView
from apps.common.errors import Code, Invalid
from apps.common.lookup import get_or_404
from apps.people import queries as people
from apps.people.models import Person
from apps.referrals.accounting_print import printed
from apps.referrals.accounting_words import WORDS
from apps.referrals.queries.accounting import accounting_of, disclosures_of, line


def _asked(request: Request, person_id: Any, how: str) -> Person:
    """The person, for somebody who may account for what was told of them; that he looked is recorded."""
    by: Any = request.user
    person = get_or_404(people.visible_to(by), person_id)
    allow(by, "disclosure.read", person)
    viewed(by, Person.KIND, [person.id], people.basis_of(by, person.id), action=how)
    return person


class Disclosures(DeclaredQueryView):
    """What was told of one person, on the screen."""

    action = "disclosure.read"

    def get(self, request: Request, **url: Any) -> Response:
        """Newest first; of substance use only what is by consent, with how many lines are closed."""
        with transaction.atomic():
            person = _asked(request, url["person_id"], "disclosure.read")
            return Response(accounting_of(request.user, person.id))


class DisclosuresPage(DeclaredQueryView):
    """The same on paper, for the person."""

    action = "disclosure.read"
    query = frozenset({"language"})

    def get(self, request: Request, **url: Any) -> HttpResponse:
        """Whole: it is the person's own right to know (45 CFR 164.528, 42 CFR 2.25). Recorded as made for them."""
        language = request.query_params.get("language", "en")
        if language not in WORDS:
            raise Invalid(Code.INVALID, "Not this language.", fields=["language"])
        with transaction.atomic():
            person = _asked(request, url["person_id"], "disclosure.print")
            lines = [line(row) for row in disclosures_of(request.user, person.id)]
            name = people.full_name(person)
            zone = zone_of(person.programme_id)
        response = HttpResponse(
            printed(lines, name=name, language=language, zone=zone), content_type="application/pdf"
        )
        response["Cache-Control"] = "no-store"
        response["Content-Disposition"] = 'inline; filename="who-was-told.pdf"'
        return response


urlpatterns = [
    path("people/<uuid:person_id>/disclosures", Disclosures.as_view()),
    path("people/<uuid:person_id>/disclosures.pdf", DisclosuresPage.as_view()),
]
