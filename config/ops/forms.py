"""The forms behind the buttons."""

from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminEmailInputWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from apps.access.roles import Role
from apps.accounts.models import Agency, User
from apps.accounts.queries import agencies_visible_to
from apps.encounters import words
from apps.encounters.starting_list import (
    AFTER_CARE,
    AFTER_HOLD,
    CARE,
    HOLD,
    HOME,
    LAW,
    MEDICAL,
    NOBODY,
    OTHER,
    TRY_AGAIN,
    WELFARE,
)
from config.ops.office import PressForm

ROLES = [(role.value, role.value.replace("_", " ")) for role in Role if role is not Role.SYSTEM]


GROUPS = [(name, name) for name in (HOME, CARE, HOLD, MEDICAL, LAW, NOBODY, OTHER)]
TRANSPORTS = [("", "none proposed"), *((word["code"], word["en"]) for word in words.TRANSPORT)]
RULES = [("", "no"), *((rule, rule.replace("_", " ")) for rule in (WELFARE, AFTER_CARE, AFTER_HOLD, TRY_AGAIN))]


def _tick(label: str) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, widget=UnfoldBooleanWidget())


def _text(label: str, length: int, *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=required, widget=UnfoldAdminTextInputWidget())


class InviteForm(PressForm):
    """A new colleague."""

    email = forms.EmailField(label="E-mail", widget=UnfoldAdminEmailInputWidget())
    name = _text("Name", 120)
    short_name = _text("What colleagues say", 40, required=False)
    phone = _text("Work phone", 32, required=False)
    language = forms.ChoiceField(label="Language", choices=User.Language.choices, widget=UnfoldAdminSelectWidget())
    agency = forms.ModelChoiceField(
        label="Agency", queryset=Agency.objects.none(), required=False, widget=UnfoldAdminSelectWidget()
    )
    role = forms.ChoiceField(
        label="Role", choices=[("", "none yet"), *ROLES], required=False, widget=UnfoldAdminSelectWidget()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies: Any = self.fields["agency"]
        agencies.queryset = agencies_visible_to(self.by).order_by("name")


class RoleForm(PressForm):
    """One role."""

    role = forms.ChoiceField(label="Role", choices=ROLES, widget=UnfoldAdminSelectWidget())


class OutcomeForm(PressForm):
    """Another version of how a visit may end."""

    text_en = _text("In English", 120)
    text_es = _text("In Spanish", 120)
    group = forms.ChoiceField(label="Put with", choices=GROUPS, widget=UnfoldAdminSelectWidget())
    position = forms.IntegerField(
        label="Place on the list", min_value=0, max_value=999, widget=UnfoldAdminTextInputWidget()
    )
    needs_contact = _tick("Only after somebody was met or spoken to")
    needs_place = _tick("Where to has to be said")
    transport = forms.ChoiceField(
        label="Transport that it proposes", choices=TRANSPORTS, required=False, widget=UnfoldAdminSelectWidget()
    )
    case_rule = forms.ChoiceField(
        label="Opens a case", choices=RULES, required=False, widget=UnfoldAdminSelectWidget()
    )

    def begin_with(self, obj: Any) -> None:
        """What the version in force says."""
        for name in ("group", "position", "needs_contact", "needs_place", "transport", "case_rule"):
            self.fields[name].initial = getattr(obj, name)
        self.fields["text_en"].initial, self.fields["text_es"].initial = obj.text["en"], obj.text["es"]


class NewOutcomeForm(OutcomeForm):
    """One more."""

    code = _text("Code: small letters and _, never changed", 24)


class AgencyForm(PressForm):
    """A new agency."""

    name = _text("Name", 120)
    kind = forms.ChoiceField(label="Kind", choices=Agency.Kind.choices, widget=UnfoldAdminSelectWidget())
