"""The forms behind the buttons."""

import json
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms

from apps.access.roles import Role
from apps.accounts.actions import REVOKE_REASONS
from apps.accounts.models import Agency
from apps.accounts.queries import agencies_visible_to, zone_of
from apps.common.clock import now
from apps.directory.models import HOW_STAFF, Service
from apps.directory.queries import visible_to as services_visible_to
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
from apps.notifications.models import Message
from apps.referrals.models import Scope
from config.ops.pressing import PressForm

ROLES: Final = [(role.value, role.value.replace("_", " ")) for role in Role if role is not Role.SYSTEM]
GROUPS: Final = [(name, name) for name in (HOME, CARE, HOLD, MEDICAL, LAW, NOBODY, OTHER)]
TRANSPORTS: Final = [("", "none proposed"), *((word["code"], word["en"]) for word in words.TRANSPORT)]
RULES: Final = [
    ("", "no"),
    *((rule, rule.replace("_", " ")) for rule in (WELFARE, AFTER_CARE, AFTER_HOLD, TRY_AGAIN)),
]
CHANNELS: Final = [(Message.Channel.EMAIL, "by e-mail"), (Message.Channel.SMS, "by text to the work phone")]
LANGUAGES: Final = [("en", "English"), ("es", "Spanish")]
MOST_BYTES: Final = 900_000


def there(by: Any, at: datetime | None) -> datetime | None:
    """A moment as it was typed, where the programme is."""
    zone: ZoneInfo = zone_of(by.programme_id)
    return at.replace(tzinfo=zone) if at is not None else None


def _tick(label: str) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


def _text(label: str, length: int, *, required: bool = True, hint: str = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=required, help_text=hint)


class InviteForm(PressForm):
    """A new colleague."""

    email = forms.EmailField(label="E-mail")
    name = _text("Name", 120)
    short_name = _text("What colleagues call them; empty: the first name", 40, required=False)
    phone = _text("Work phone", 32, required=False)
    language = forms.ChoiceField(label="Language", choices=LANGUAGES)
    agency = forms.ModelChoiceField(label="Agency", queryset=Agency.objects.none(), empty_label="choose")
    role = forms.ChoiceField(label="Role", choices=[("", "choose"), *ROLES])
    channel = forms.ChoiceField(label="Send the link", choices=CHANNELS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies: Any = self.fields["agency"]
        agencies.queryset = agencies_visible_to(self.by).order_by("name")


class LinkForm(PressForm):
    """By which road a link goes."""

    channel = forms.ChoiceField(label="Send the link", choices=CHANNELS)


class RoleForm(PressForm):
    """One role."""

    role = forms.ChoiceField(label="Role", choices=[("", "choose"), *ROLES])


class RevokeForm(PressForm):
    """Why a device is taken away."""

    reason = forms.ChoiceField(label="Why", choices=[(one, one) for one in REVOKE_REASONS])


def _moment(label: str) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, required=False, widget=widget)


class OutcomeForm(PressForm):
    """Another version of how a visit may end."""

    text_en = _text("In English", 120)
    text_es = _text("In Spanish", 120)
    group = forms.ChoiceField(label="Put with", choices=GROUPS)
    position = forms.IntegerField(label="Place on the list", min_value=0, max_value=999)
    needs_contact = _tick("Only after somebody was met or spoken to")
    needs_place = _tick("Where to has to be said")
    transport = forms.ChoiceField(label="Transport that it proposes", choices=TRANSPORTS, required=False)
    case_rule = forms.ChoiceField(label="Opens a case", choices=RULES, required=False)
    effective_from = _moment("Holds from, where the programme is; empty: from now on")

    def clean_effective_from(self) -> datetime | None:
        """The moment, in the programme's zone."""
        return there(self.by, self.cleaned_data["effective_from"])

    def begin_with(self, obj: Any) -> None:
        """What the version in force says."""
        for name in ("group", "position", "needs_contact", "needs_place", "transport", "case_rule"):
            self.fields[name].initial = getattr(obj, name)
        self.fields["text_en"].initial, self.fields["text_es"].initial = obj.text["en"], obj.text["es"]
        if obj.effective_from > now():  # it may be put right, but not brought forward
            self.fields["effective_from"].initial = obj.effective_from.astimezone(zone_of(self.by.programme_id))


class NewOutcomeForm(OutcomeForm):
    """One more."""

    code = _text("Code: small letters and _, never changed", 24)


class RetireForm(PressForm):
    """Until when an outcome is offered."""

    effective_until = _moment("Offered until, where the programme is; empty: from now on no more")

    def clean_effective_until(self) -> datetime | None:
        """The moment, in the programme's zone."""
        return there(self.by, self.cleaned_data["effective_until"])


class AgencyForm(PressForm):
    """A new agency."""

    name = _text("Name", 120)
    kind = forms.ChoiceField(label="Kind", choices=Agency.Kind.choices)


class HandoffForm(PressForm):
    """Where a service gets what is sent to it."""

    email = forms.EmailField(label="E-mail", required=False)
    sms = _text("Phone for texts", 32, required=False)
    fax = _text("Fax", 32, required=False)
    how = forms.ChoiceField(label="How you know", choices=[(one, name.replace("_", " ")) for one, name in HOW_STAFF])
    told_by = _text("Who there said it", 120, required=False)

    def begin_with(self, obj: Any) -> None:
        """What is written now."""
        for name in ("email", "sms", "fax", "how", "told_by"):
            self.fields[name].initial = getattr(obj, f"handoff_{name}")


class SudForm(PressForm):
    """Whether a service is for substance use."""

    is_sud = forms.ChoiceField(
        label="It holds itself out for substance use (42 CFR Part 2)", choices=[("yes", "yes"), ("no", "no")],
        widget=forms.RadioSelect,
    )  # fmt: skip


class SettleForm(PressForm):
    """Which of two words stands."""

    take = forms.ChoiceField(
        label="What stands", choices=[("ours", "What we were told"), ("theirs", "What the source says")],
        widget=forms.RadioSelect,
    )  # fmt: skip


class TokenForm(PressForm):
    """A partner's system."""

    name = _text("Whose system it is", 120)
    services = forms.ModelMultipleChoiceField(label="Places that it speaks for", queryset=Service.objects.none())
    scopes = forms.MultipleChoiceField(
        label="What it may do", choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(label="For how many days; empty: until it is revoked", min_value=1, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        services: Any = self.fields["services"]
        services.queryset = services_visible_to(self.by).filter(vanished_at__isnull=True).order_by("name")


class JsonFile(forms.FileField):
    """A file of JSON, read."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The content; one sentence where it is none."""
        file = super().clean(data, initial)
        if file is None:
            return None
        try:
            if file.size > MOST_BYTES:
                raise ValueError
            return json.loads(file.read().decode("utf-8-sig"))
        except ValueError as error:
            raise forms.ValidationError("This is no JSON file of at most 900 kB.") from error


class InstrumentForm(PressForm):
    """A questionnaire with its weights and its licence record."""

    questionnaire = JsonFile(label="FHIR Questionnaire, as a JSON file")
    side = JsonFile(label="Weights, bands and licence record, as a JSON file")


class MatrixFileForm(PressForm):
    """A whole matrix."""

    content = JsonFile(label="Matrix, as a JSON file")


class SubmitForm(PressForm):
    """From when on a version is in force."""

    effective_from = _moment("Takes effect, where the programme is; empty: as soon as it is approved")

    def clean_effective_from(self) -> datetime | None:
        """The moment, in the programme's zone."""
        return there(self.by, self.cleaned_data["effective_from"])


class RuleForm(PressForm):
    """What one rule of the matrix does and says."""

    level = forms.TypedChoiceField(
        label="At least level", coerce=int, choices=[(0, "no level"), (1, "1"), (2, "2"), (3, "3"), (4, "4")]
    )
    ems = forms.ChoiceField(
        label="Ambulance",
        required=False,
        choices=[("", "says nothing"), ("advised", "advised"), ("needed", "needed")],
    )
    staged = _tick("The clinician waits at a safe point")
    answers = forms.MultipleChoiceField(
        label="Counts when the answer is", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[("yes", "yes"), ("unknown", "not known"), ("no", "no")],
    )  # fmt: skip
    text_en = _text("In English", 500)
    text_es = _text("In Spanish", 500)

    def begin_with(self, obj: Any) -> None:
        """What the draft says now."""
        rule = obj.rule
        for name, value in (("level", 0), ("ems", ""), ("staged", False)):
            self.fields[name].initial = rule.get(name, value)
        self.fields["text_en"].initial, self.fields["text_es"].initial = rule["text"]["en"], rule["text"]["es"]
        if "item" in rule["when"]:
            self.fields["answers"].initial = rule["when"]["is"]
        else:
            del self.fields["answers"]


class WordsForm(PressForm):
    """A reason."""

    words = _text("What has to be another", 300)
