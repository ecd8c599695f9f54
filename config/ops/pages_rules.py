"""How calls are decided, how visits end, and which questionnaires may be asked."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.common.clock import now
from apps.encounters.models import Disposition, Instrument
from apps.encounters.queries import dispositions_visible_to, instruments_visible_to
from apps.incidents.models import Matrix
from apps.incidents.queries import matrices_visible_to, matrix_in_force
from config.ops import press
from config.ops.compare import compared_with_former
from config.ops.forms import InstrumentForm, NewOutcomeForm, OutcomeForm
from config.ops.office import Office
from config.ops.pressing import Button


@admin.register(Matrix)
class MatrixPage(Office):
    """Every version of the rules that give the level. What is published is never changed."""

    about = "What was decided by a version stays so. The next one is written, tried on past calls, and approved."
    list_display = ("number_words", "effective_from", "standing", "published_by", "rules_count")
    list_display_links = ("number_words",)
    fields = ("number", "effective_from", "standing", "published_by", "rules_count")
    ordering = ("-number",)
    list_links = (("Write or open the next version", "ops:matrix-draft"),)

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
            "title": f"Matrix {obj.number}",
            "also": "ops/compared.html",
        }


@admin.register(Disposition)
class OutcomePage(Office):
    """How visits may end: words and rules. Of the visits themselves there is no page."""

    about = "What the field may choose at the end of a visit, and which of it opens a case."
    list_display = ("code", "english", "group", "position", "opens_case", "effective_from", "effective_until")
    list_filter = ("group",)
    fields = (
        *("code", "english", "spanish", "group", "position", "needs_contact", "needs_place", "transport"),
        *("opens_case", "case_rule", "effective_from", "effective_until"),
    )
    ordering = ("-effective_until", "position")
    add = Button("add", "Add an outcome", "It is offered at once.", press.add_outcome, NewOutcomeForm)
    buttons = (
        Button("change", "Put another version in force", "Old visits keep the old words.", press.change_outcome,
               OutcomeForm, lambda row: row.effective_until is None),
        Button("retire", "Take it off the list", "Old visits keep it.", press.retire_outcome,
               fits=lambda row: row.effective_until is None),
    )  # fmt: skip

    def rows(self, by: Any) -> QuerySet[Disposition]:
        """This programme's, every version."""
        return dispositions_visible_to(by)

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

    def more(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """Its name as the title."""
        return {"title": self.name(obj)}
