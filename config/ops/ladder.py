"""The ladder of contacts after a visit: which, within how many hours, for which risk."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from apps.accounts.queries import programmes_visible_to
from apps.followups.ladder import CONTACTS, Policy
from apps.followups.models import Case
from apps.office import actions
from apps.outbox.commands import Answer
from config.ops.pressing import Button, Press, PressForm, form_page
from config.ops.screens import around

WORDS = {
    "day1": "First contact",
    "day2": "Second contact",
    "day3": "Third contact",
    "day7": "After a week",
    "day30": "After a month",
}
RISKS = [(value, label.lower()) for value, label in Case.Risk.choices]


class LadderForm(PressForm):
    """Each contact with its hours; without hours there is none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programme = programmes_visible_to(self.by).first()
        now = {step.name: step for step in Policy.of(programme.settings if programme else {}).steps}
        for name in CONTACTS:
            step = now.get(name)
            self.fields[f"{name}_hours"] = forms.IntegerField(
                label="Within hours; empty: no such contact", required=False, min_value=1, max_value=24 * 365,
                initial=step.hours if step else None,
            )  # fmt: skip
            self.fields[f"{name}_risks"] = forms.MultipleChoiceField(
                label="Only for a risk of", required=False, choices=RISKS,
                widget=forms.CheckboxSelectMultiple, initial=list(step.risks) if step else [],
                help_text="None ticked: for everybody",
            )  # fmt: skip

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """One for each contact."""
        return [(WORDS[name], [self[f"{name}_hours"], self[f"{name}_risks"]]) for name in CONTACTS]

    def said(self) -> dict[str, Any]:
        """The rows as the programme keeps them."""
        kept = self.cleaned_data
        rows = [
            {"name": name, "hours": kept[f"{name}_hours"], "risks": kept[f"{name}_risks"]}
            for name in CONTACTS
            if kept.get(f"{name}_hours")
        ]
        return {"case_ladder": rows}


def _choose(by: Any, _nothing: Any, press: Press) -> tuple[Answer, str]:
    return press.run(actions.change_settings, by, said=press.said), "Kept. Cases that open from now on follow it."


def ladder(request: HttpRequest) -> HttpResponse:
    """The programme's contacts."""
    about = "A promise to each person after a visit. Hours that fall into the night are due before it begins."
    button = Button("ladder", "Follow-up ladder", about, _choose, LadderForm, go="Keep this ladder")
    return form_page(request, button, None, back=reverse("ops:ladder"), around=around(request, "Follow-up ladder"))
