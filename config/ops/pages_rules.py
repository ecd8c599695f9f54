"""How calls are decided, how visits end, and which questionnaires may be asked."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from apps.common.clock import now
from apps.encounters.models import Disposition, Instrument
from apps.encounters.queries import NEVER_WAS, can_be_taken_back, dispositions_visible_to, instruments_visible_to
from apps.incidents.models import Matrix
from apps.incidents.queries import matrices_visible_to, matrix_in_force
from config.ops import press
from config.ops.compare import compared_with_former
from config.ops.forms import InstrumentForm, NewOutcomeForm, OutcomeForm, RetireForm
from config.ops.office import Office
from config.ops.pressing import Button


@admin.register(Matrix)
class MatrixPage(Office):
    """Every version of the rules that give the level. What is published is never changed."""

    empty = "No version was published yet. The one that ships decides until then."
    about = "What was decided by a version stays so. The next one is written, tried on past calls, and approved."
    list_display = ("number_words", "effective_from", "standing", "published_by", "rules_count")
    list_display_links = ("number_words",)
    fields = ("number", "effective_from", "standing", "published_by", "rules_count")
    ordering = ("-number",)
    list_links = (("Write or open the next version", "ops:matrix-draft"),)

    def called(self, obj: Any) -> str:
        """In words."""
        return self.number_words(obj)

    def rows(self, by: Any) -> QuerySet[Matrix]:
        """This programme's."""
        return matrices_visible_to(by).select_related("published_by")

    @admin.display(description="version", ordering="number")
    def number_words(self, row: Matrix) -> str:
        """Its name."""
        return f"Matrix {row.number}"

    @admin.display(description="in force")
    def standing(self, row: Matrix) -> str:
        """Whether it decides now."""
        current = matrix_in_force(row.programme_id, now())
        if row.effective_from > now():
            return "not yet"
        return "now" if current is not None and current.id == row.id else "no longer"

    @admin.display(description="rules")
    def rules_count(self, row: Matrix) -> int:
        """How many."""
        return len(row.rules)

    def more(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """Side by side with the version before it."""
        return {
            **compared_with_former(request.user, obj),
            "also": "ops/compared.html",
        }


class Offered(admin.SimpleListFilter):
    """Of all versions those that count."""

    title, parameter_name = "offered", "offered"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """What can be asked; without a word it is what is offered now or will be."""
        return [("later", "not yet"), ("every", "every version")]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """The first is not "all": a list of versions of years is no list."""
        for at, choice in enumerate(super().choices(changelist)):
            yield {**choice, "display": "now and later"} if at == 0 else choice

    def queryset(self, request: HttpRequest, rows: QuerySet[Disposition]) -> QuerySet[Disposition]:
        """Those."""
        if self.value() == "every":
            return rows
        if self.value() == "later":
            return rows.filter(effective_from__gt=now()).exclude(NEVER_WAS)
        return rows.exclude(NEVER_WAS).filter(Q(effective_until__isnull=True) | Q(effective_until__gt=now()))


@admin.register(Disposition)
class OutcomePage(Office):
    """How visits may end: words and rules. Of the visits themselves there is no page."""

    about = "What the field may choose at the end of a visit, and which of it opens a case."
    list_display = ("english", "code", "group", "case_words", "standing", "effective_from", "effective_until")
    list_display_links = ("english",)
    list_filter = (Offered, "group")
    fields = (
        *("english", "spanish", "code", "standing", "group", "position", "needs_contact", "needs_place", "transport"),
        *("case_words", "effective_from", "effective_until"),
    )
    ordering = ("position", "code", "-effective_from")
    add = Button(
        "add",
        "Add an outcome",
        "It is offered from now on, or from the time that you say.",
        press.add_outcome,
        NewOutcomeForm,
    )
    buttons = (
        Button("change", "Put another version in force", "Old visits keep the old words.", press.change_outcome,
               OutcomeForm, lambda row: row.effective_until is None),
        Button("retire", "Take it off the list", "Old visits keep it.", press.retire_outcome, RetireForm,
               fits=lambda row: row.effective_until is None and row.effective_from <= now()),
        Button("withdraw", "Take back what is to come", "It has not begun: what holds today goes on.",
               press.withdraw_outcome, fits=can_be_taken_back),
    )  # fmt: skip

    def called(self, obj: Any) -> str:
        """In words."""
        return self.english(obj)

    def rows(self, by: Any) -> QuerySet[Disposition]:
        """This programme's, every version."""
        return dispositions_visible_to(by)

    @admin.display(description="offered")
    def standing(self, row: Disposition) -> str:
        """Whether the field may choose it now."""
        if row.effective_until == row.effective_from:
            return "taken back"
        if row.effective_from > now():
            return "not yet"
        if row.effective_until is None:
            return "now"
        return "now, until its end" if row.effective_until > now() else "no longer"

    @admin.display(description="opens a case")
    def case_words(self, row: Disposition) -> str:
        """By which rule."""
        return row.case_rule.replace("_", " ") if row.opens_case else "no"

    @admin.display(description="English")
    def english(self, row: Disposition) -> str:
        """Its words."""
        return str(row.text.get("en", ""))

    @admin.display(description="Spanish")
    def spanish(self, row: Disposition) -> str:
        """Its words."""
        return str(row.text.get("es", ""))


@admin.register(Instrument)
class InstrumentPage(Office):
    """Questionnaires that this programme may ask, each with its licence record. Their wording is not shown here."""

    empty = "None is loaded. The field asks no questionnaire until one is."
    about = (
        "Loaded with whose wording it is, who permitted its use, and until when. After that day it is not offered."
    )
    list_display = ("name", "number", "holder", "permitted_by", "permitted_until", "retired_at")
    fields = (
        *("name", "url", "number", "languages", "questions", "holder", "permitted_by", "permitted_until"),
        *("loaded_by", "digest", "created_at", "retired_at"),
    )
    ordering = ("-retired_at", "url", "-number")
    add = Button(
        "load", "Load an instrument", "The version before it is retired. Loading says that you have the right to it.",
        press.load_instrument, InstrumentForm,
    )  # fmt: skip
    buttons = (
        Button("retire", "Offer it no more", "What was answered stays readable.", press.retire_instrument,
               fits=lambda row: row.retired_at is None),
    )  # fmt: skip

    def called(self, obj: Any) -> str:
        """In words."""
        return self.name(obj)

    def rows(self, by: Any) -> QuerySet[Instrument]:
        """This programme's, every version."""
        return instruments_visible_to(by).select_related("loaded_by")

    @admin.display(description="name")
    def name(self, row: Instrument) -> str:
        """Its title."""
        return str(row.title.get("en") or next(iter(row.title.values()), row.url))

    @admin.display(description="questions")
    def questions(self, row: Instrument) -> int:
        """How many, at the top."""
        return len(row.questionnaire.get("item", ()))
