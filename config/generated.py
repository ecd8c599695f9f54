"""What is written from the tables in the code: docs/access.md, and the front-end's codes, access and transitions."""

import json
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, Final

from django.apps import apps
from django.utils.module_loading import autodiscover_modules

from apps.access.roles import Role
from apps.access.table import ACTIONS, ANY, CLASSES, ONESELF
from apps.common.errors import Code
from apps.dispatch.models import Response
from apps.encounters import words
from apps.incidents.models import Incident
from apps.outbox.commands import OFFLINE
from apps.people import consent_words

_NOTE: Final = "Written by `manage.py {}`; do not edit."
_WHEN: Final = {
    "accounts.not_oneself": "not for oneself",
    "teams.is_on_shift": "on shift",
    "teams.is_own_shift": "own shift",
    "teams.is_on_team": "own team",
    "teams.same_programme": "own programme",
    "incidents.is_involved": "while on it",
    "involvement.is_involved": "while it is theirs",
    "dispatch.is_member": "sent to it",
    "encounters.was_there": "was there",
    "people.may_see_card": "while on it, with consent or a stated threat",
    "followups.is_owner": "own case",
    "followups.is_offered_to": "offered to them",
    "followups.may_take": "whose owner is gone",
    "people.may_see_sud": "while it is theirs, by consent",
}
"""What the predicates of the table say, in words; one without words stands as it is named."""


def _load() -> None:
    """Modules register themselves when they are imported."""
    autodiscover_modules("actions", "policies", "transitions")


def _own_apps() -> Iterator[Any]:
    return (each for each in apps.get_app_configs() if each.name.startswith("apps."))


def classes_of_fields() -> dict[str, dict[str, str]]:
    """Every model of ours -> its fields -> their class, from each app's CLASS_OF."""
    _load()
    found: dict[str, dict[str, str]] = {}
    for app in _own_apps():
        if not list(app.get_models()):
            continue
        found |= {
            f"{app.label}.{model}": fields for model, fields in import_module(f"{app.name}.policies").CLASS_OF.items()
        }
    return found


def transitions() -> dict[str, dict[str, dict[str, list[str]]]]:
    """Kind of object -> status -> next status -> the actions that lead there."""
    _load()
    found: dict[str, dict[str, dict[str, list[str]]]] = {}
    kinds = {
        "dispatch": "assignment",
        "encounters": "encounter",
        "followups": "case",
        "incidents": "incident",
        "people": "plan",
        "referrals": "referral",
        "teams": "team",
    }
    for app in _own_apps():
        try:
            table = import_module(f"{app.name}.transitions").TRANSITIONS
        except ModuleNotFoundError:
            continue
        ways = found.setdefault(kinds[app.label], {})
        for (before, to), by in table.items():
            ways.setdefault(before, {})[to] = [by] if isinstance(by, str) else list(by)
    return found


def access_document() -> str:
    """docs/access.md."""
    roles = [role for role in Role if role is not Role.SYSTEM]
    lines = [
        "# Who may do what, and who sees what",
        "",
        _NOTE.format("write_access_doc") + " The table is `apps/access/table.py`; what is not in it is denied.",
        "Rows are bounded first: nobody acts on, or learns of, what he has nothing to do with (404).",
        "",
        "## Actions",
        "",
        *_grid("action", roles, ACTIONS),
        "",
        f"Everybody with an account, also in no programme: {', '.join(f'`{name}`' for name in sorted(ONESELF))}.",
        "",
        "## Classes of fields",
        "",
        *_grid("class", roles, CLASSES),
        "",
        "A field that is not granted is absent, not null. `secret` and `record` leave the server by no road.",
        "",
        "## Fields",
        "",
        "| model | class | fields |",
        "|---|---|---|",
        *_fields(),
    ]
    return "\n".join(lines) + "\n"


def _grid(first: str, roles: Sequence[Role], table: Mapping[str, Mapping[Role, str]]) -> Iterator[str]:
    yield f"| {first} | " + " | ".join(role.value.replace("_", " ") for role in roles) + " | system |"
    yield "|---" * (len(roles) + 2) + "|"
    for name, cells in table.items():
        shown = [_cell(cells.get(role, "")) for role in [*roles, Role.SYSTEM]]
        yield f"| `{name}` | " + " | ".join(shown) + " |"


def _cell(when: str) -> str:
    return "yes" if when == ANY else _WHEN.get(when, when)


def _fields() -> Iterator[str]:
    for model, fields in classes_of_fields().items():
        for name in dict.fromkeys(fields.values()):
            listed = ", ".join(f"`{field}`" for field, of in fields.items() if of == name)
            yield f"| {model} | {name} | {listed} |"


def client_files() -> dict[str, str]:
    """File name under frontend/src/api/generated -> its text."""
    _load()
    head = f"// {_NOTE.format('write_client_tables')}\n"
    return {
        "codes.ts": head + _codes(),
        "access.ts": head + _access(),
        "transitions.ts": head + _transitions(),
        "visit.ts": head + _visit(),
        "consent.ts": head + _consent(),
    }


def _list(name: str, kind: str, values: list[str]) -> str:
    rows = "".join(f"  {json.dumps(value)},\n" for value in values)
    return f"export const {name} = [\n{rows}] as const;\nexport type {kind} = (typeof {name})[number];\n"


def _codes() -> str:
    return "\n".join(
        [
            "\n/** Every refusal that the server knows. */\n" + _list("CODES", "Code", [str(code) for code in Code]),
            "/** Why somebody cannot go. */\n" + _list("DECLINE_REASONS", "DeclineReason", Response.Reason.values),
            "/** What became of an incident. */\n" + _list("RESULTS", "Result", Incident.Result.values),
        ]
    )


def _visit() -> str:
    """The codes of a visit with their words; loaded with the screens that show them."""
    lines = ["", "/** A code and what it says. */", "export interface Word {"]
    lines += ["  code: string;", "  en: string;", "  es: string;", "}", ""]
    for name, said, lists in (
        ("VISIT_WORDS", "Field of the clinician's part -> its codes.", words.CLINICIAN_LISTS),
        ("FORCE_WORDS", "Field of the officer's part -> its codes.", words.OFFICER_LISTS),
    ):
        lines += [f"/** {said} */", f"export const {name} = {{"]
        for field, known in lists.items():
            rows = "".join(f"    {json.dumps(word, ensure_ascii=False)},\n" for word in known)
            lines.append(f"  {field}: [\n{rows}  ] as Word[],")
        lines += ["} as const;", ""]
    return "\n".join(lines)


def _consent() -> str:
    """The words that a person agrees to, by version; loaded with the screens that read them."""
    said = json.dumps(consent_words.WORDS, indent=2, ensure_ascii=False)
    return "\n".join(
        [
            "",
            "/** The version that is read now. */",
            f"export const WORDING = {json.dumps(consent_words.WORDING)};",
            "",
            "/** The short statement of 42 CFR 2.32(a)(2), exact. */",
            f"export const NOTICE = {json.dumps(consent_words.NOTICE)};",
            "",
            "/** Version -> language -> what is said. */",
            f'export const CONSENT_WORDS: Record<string, Record<"en" | "es", Record<string, string>>> = {said};',
            "",
        ]
    )


def _access() -> str:
    lines = ["", _list("ROLES", "Role", [str(role) for role in Role])]
    lines += [
        "/** role -> when: always, or the name of a condition that the server checks. */",
        "export interface Rule {",
        "  roles: Partial<Record<Role, string>>;",
        '  /** How a write may wait without a connection: "queue", "never", "expire:60"; null for a read. */',
        "  offline: string | null;",
        "}",
        "",
        "export const ACCESS = {",
    ]
    for name, cells in ACTIONS.items():
        roles = {str(role): when for role, when in cells.items()}
        lines.append(f'  "{name}": {{ roles: {json.dumps(roles)}, offline: {json.dumps(OFFLINE.get(name))} }},')
    lines += [
        "} as const satisfies Record<string, Rule>;",
        "export type Action = keyof typeof ACCESS;",
        "",
        "/** What everybody with an account does for himself, also while in no programme. */",
        f"export const ONESELF: readonly Action[] = {json.dumps(sorted(ONESELF))};",
    ]
    return "\n".join(lines) + "\n"


def _transitions() -> str:
    body = json.dumps(transitions(), indent=2)
    return (
        "\n/** kind -> status -> next status -> the actions that lead there. */\n"
        f"export const TRANSITIONS: Record<string, Record<string, Record<string, readonly string[]>>> = {body};\n"
    )
