"""The forms behind the buttons."""

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminEmailInputWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from apps.access.roles import Role
from apps.accounts.models import Agency, User
from apps.accounts.queries import agencies_visible_to
from config.ops.office import PressForm

ROLES = [(role.value, role.value.replace("_", " ")) for role in Role if role is not Role.SYSTEM]


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


class AgencyForm(PressForm):
    """A new agency."""

    name = _text("Name", 120)
    kind = forms.ChoiceField(label="Kind", choices=Agency.Kind.choices, widget=UnfoldAdminSelectWidget())
