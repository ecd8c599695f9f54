"""How the administration looks: the product's name and its spruce instead of the library's purple."""

from typing import Any, Final

from django.urls import reverse_lazy

_SPRUCE: Final = {
    "50": "#F1F7F5",
    "100": "#DCEBE7",
    "200": "#B9D7D0",
    "300": "#8DBBB2",
    "400": "#5A968D",
    "500": "#2F7169",
    "600": "#0B4A45",
    "700": "#0A403C",
    "800": "#083531",
    "900": "#062A27",
    "950": "#041C1A",
}


def _page(title: str, icon: str, model: str) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse_lazy(f"admin:{model}_changelist")}


UNFOLD: Final[dict[str, Any]] = {
    "SITE_TITLE": "Alongside",
    "SITE_HEADER": "Alongside",
    "SITE_SUBHEADER": "Administration",
    "SITE_SYMBOL": "diversity_1",
    "SHOW_HISTORY": False,
    "COLORS": {"primary": _SPRUCE},
    "SIDEBAR": {
        "navigation": [
            {
                "title": "Who works here",
                "items": [
                    _page("People", "group", "accounts_user"),
                    _page("Roles", "badge", "accounts_membership"),
                    _page("Devices", "smartphone", "accounts_device"),
                    _page("Agencies", "apartment", "accounts_agency"),
                    _page("Programme", "handshake", "accounts_programme"),
                    _page("How visits end", "checklist", "encounters_disposition"),
                ],
            },
            {
                "title": "What happened",
                "items": [
                    _page("Record", "history", "audit_auditevent"),
                    _page("Held-up reactions", "pending", "outbox_handlerrun"),
                ],
            },
        ]
    },
}
