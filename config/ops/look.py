"""How the administration looks: the product's name, fog and spruce, and the pages in the order of the day."""

from typing import Any, Final

from django.templatetags.static import static
from django.urls import reverse_lazy

_SPRUCE: Final = {
    "50": "#F1F7F5",
    "100": "#DCEBE6",
    "200": "#B9D7D0",
    "300": "#8FB8AE",
    "400": "#5A968D",
    "500": "#2F7169",
    "600": "#0B4A45",
    "700": "#0A403C",
    "800": "#083531",
    "900": "#062A27",
    "950": "#041C1A",
}
_FOG: Final = {
    "50": "#F6F8F7",
    "100": "#EDF1EE",
    "200": "#CCD5D0",
    "300": "#AEBBB5",
    "400": "#74837E",
    "500": "#54635F",
    "600": "#394946",
    "700": "#2B3936",
    "800": "#1D2927",
    "900": "#12211F",
    "950": "#0B1614",
}
ICONS: Final = {
    "home": "M4 11 12 4l8 7v9h-5.5v-6h-5v6H4z",
    "user": "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4.5 20.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6",
    "badge": "M6 4h12v16H6zM9.5 8.5h5M9.5 12h5M9.5 15.5h3",
    "house": "M5 20.5V4h9v16.5M14 9h5v11.5M3 20.5h18M8 8h3M8 12h3M8 16h3",
    "phone": "M7 3h10v18H7zM11 18h2",
    "steps": "M4 19h5v-5h5V9h5V4",
    "list": "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
    "ways": "M4 8.5h15M15 4.5l4 4-4 4M20 15.5H5M9 11.5l-4 4 4 4",
    "clock": "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M12 7.5V12l3 2",
    "page": "M6 3.5h8l4 4v13H6zM14 3.5v4h4M9 12h6M9 16h6",
    "map": "M3.5 6.5 9 4l6 2.5L20.5 4v13.5L15 20l-6-2.5L3.5 20zM9 4v13.5M15 6.5V20",
    "down": "M12 4v11M7 11l5 5 5-5M5 20h14",
    "key": "M14.5 9.5a4 4 0 1 1-4-4 4 4 0 0 1 4 4M13.3 12.3 20 19M17 16l-2 2",
    "mail": "M3.5 5.5h17v13h-17zM4 7l8 6 8-6",
    "pulse": "M3 12h4l2.5-6 5 12 2.5-6h4",
    "eye": "M2.5 12S6 5.5 12 5.5s9.5 6.5 9.5 6.5S18 18.5 12 18.5 2.5 12 2.5 12z"
    "M12 9.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6",
    "knobs": "M4 7h9M17 7h3M4 17h3M11 17h9M15 5a2 2 0 1 0 0 4 2 2 0 0 0 0-4M9 15a2 2 0 1 0 0 4 2 2 0 0 0 0-4",
    "back": "m15 5-7 7 7 7",
    "next": "m9 5 7 7-7 7",
    "yes": "m5 12.5 4.5 4.5L19 7.5",
    "heed": "M12 4 2.8 20h18.4zM12 10v4.5M12 17.3v.1",
    "find": "M11 4.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M16 16l4.5 4.5",
    "menu": "M4 7h16M4 12h16M4 17h16",
}
"""Paths of 24 by 24, drawn as lines."""


def _page(title: str, icon: str, model: str, *keys: str) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse_lazy(f"admin:{model}_changelist"), "keys": keys}


def _screen(title: str, icon: str, name: str, *keys: str) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse_lazy(f"ops:{name}"), "keys": keys}


NAVIGATION: Final[list[dict[str, Any]]] = [
    {"title": "", "items": [{"title": "Start", "icon": "home", "link": reverse_lazy("admin:index"), "keys": ()}]},
    {
        "title": "People and phones",
        "items": [
            _page("Users and roles", "user", "accounts_user", "invited", "locked", "cases"),
            _page("Roles, one by one", "badge", "accounts_membership"),
            _page("Agencies", "house", "accounts_agency"),
            _page("Devices", "phone", "accounts_device", "devices"),
        ],
    },
    {
        "title": "How calls are decided",
        "items": [
            _page("Matrix versions", "steps", "incidents_matrix", "matrix"),
            _screen("Code lists", "list", "codes"),
            _page("How visits end", "ways", "encounters_disposition"),
            _screen("Follow-up ladder", "clock", "ladder"),
            _page("Instruments", "page", "encounters_instrument", "licences"),
        ],
    },
    {
        "title": "Places",
        "items": [
            _page("Directory", "map", "directory_service", "differing", "sud"),
            _page("Partners’ systems", "key", "referrals_partnertoken"),
            _screen("Imports", "down", "imports"),
        ],
    },
    {
        "title": "Running it",
        "items": [
            _page("What left the building", "mail", "notifications_message", "messages"),
            _screen("Jobs and health", "pulse", "jobs", "health"),
            _screen("Reminders late", "clock", "reminders"),
            _page("Held-up reactions", "clock", "outbox_handlerrun", "reactions"),
            _page("Audit", "eye", "audit_auditevent"),
            _screen("Weekly review", "list", "review", "review"),
            _screen("Settings", "knobs", "settings"),
        ],
    },
]
"""`keys` name what on the start page is counted beside a page."""

WHERE: Final = {
    "people": "admin:accounts_user_changelist",
    "devices": "admin:accounts_device_changelist",
    "matrix": "ops:matrix-draft",
    "messages": "admin:notifications_message_changelist",
    "reactions": "admin:outbox_handlerrun_changelist",
    "instruments": "admin:encounters_instrument_changelist",
    "differing": "ops:differing",
    "sud": "ops:sud",
    "jobs": "ops:jobs",
    "reminders": "ops:reminders",
    "review": "ops:review",
}
"""Where what waits is done; a page of a list begins with what waits."""

UNFOLD: Final[dict[str, Any]] = {
    "SITE_TITLE": "Alongside",
    "SITE_HEADER": "Alongside",
    "SITE_SUBHEADER": "Administration",
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "COLORS": {"primary": _SPRUCE, "base": _FOG},
    "STYLES": [lambda _request: static("config/admin.css")],
    "DASHBOARD_CALLBACK": "config.ops.start.context",
    "GLOBAL_CALLBACK": "config.ops.start.everywhere",
    "SIDEBAR": {"show_search": False, "show_all_applications": False, "navigation": NAVIGATION},
}
