"""Which class each field of a need, its referrals and what was told is in."""


def _all(names: str, of_class: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), of_class)


_BASE = {"id": "key", "version": "key", "created_at": "record"}

CLASS_OF: dict[str, dict[str, str]] = {
    "Need": _BASE
    | _all("programme person encounter", "key")
    | _all("words tags urgency basis basis_words consent what", "clinical")
    | _all("owner asked_by asked_at escalated_at ended_at", "clinical"),
    "Referral": _BASE
    | _all("programme need", "key")
    | _all("service service_name is_sud status status_at due_at sent_at seen_at", "clinical")
    | _all("answered_at answered_by first_action decline_code decline_words appointment_at", "clinical")
    | _all("attended_at end_reason end_words told left_at arrived_at", "clinical")
    | _all("handed_over_at handed_over_to handed_over_where", "clinical")
    | {"changed_at": "record", "before_handover": "record"},
    "Note": _BASE | {"referral": "key"} | _all("kind text times by by_name at", "clinical"),
    "Disclosure": _BASE
    | _all("programme person referral", "key")
    | _all("recipient recipient_name way what basis consent is_sud by at", "contacts"),
    "Rung": _BASE | {"referral": "key"} | _all("due_at rung owner at late", "record"),
    "PartnerToken": _BASE
    | _all("programme", "key")
    | _all(
        "name services scopes made_by expires_at replaced_at revoked_at last_used_at window_at window_count", "record"
    )
    | _all("token_hash", "secret"),
    "PartnerLink": _BASE
    | {"referral": "key"}
    | _all("expires_at opened_at revoked_at", "clinical")
    | _all("code_hash factor_hash tries", "secret"),
}

NEED = CLASS_OF["Need"] | _all("owner_name asked_by_name next referrals connected_days", "clinical")
"""Fields of a need as it is shown."""

DISCLOSURE = CLASS_OF["Disclosure"] | _all("basis_words by_name", "contacts")
"""One line of the accounting."""

DISCLOSURE_SUD = {name: "sud" if of == "contacts" else of for name, of in DISCLOSURE.items()}
"""The same of what named care for substance use."""
