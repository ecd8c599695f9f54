"""The environment of a process, parsed once.

Everything an operator can set is one field of `Env`. `Env.read()` looks at all of them and refuses to
start with the full list of problems, so that nobody has to mend them one start at a time.
`manage.py write_settings_doc` renders the fields as docs/settings.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from config import parsing

# Secrets made by `make demo` begin with this, so that a copy of them is recognised wherever it turns up.
DEMO_MARK = "demo-only-"
MODES = ("production", "demo", "test")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_MISSING = object()


class BadEnvironment(SystemExit):
    """The environment cannot be used; `problems` holds one sentence for each reason."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        lines = "\n".join(f"  - {problem}" for problem in problems)
        super().__init__(
            f"Alongside does not start: the environment has {len(problems)} problem(s).\n{lines}\n"
            "docs/settings.md describes every setting."
        )


def setting(name: str, parse: Callable[[str], Any], doc: str, default: Any = _MISSING, secret: bool = False) -> Any:
    """Declare one field of `Env`: the variable it comes from, its parser and its line in docs/settings.md."""
    return field(metadata={"name": name, "parse": parse, "doc": doc, "default": default, "secret": secret})


@dataclass(frozen=True, repr=False)
class Env:
    """All settings of a process. Has no useful repr, because some of them are secrets."""

    mode: str = setting(
        "MODE",
        parsing.one_of(*MODES),
        "`production`, `demo` or `test`. Only production is for real people.",
        "production",
    )
    debug: bool = setting("DEBUG", parsing.flag, "Django's debug pages. Refused in production.", False)
    secret_key: str = setting("SECRET_KEY", parsing.secret, "Signs sessions and one-time links.", secret=True)
    secret_key_fallbacks: tuple[str, ...] = setting(
        "SECRET_KEY_FALLBACKS",
        parsing.names,
        "Earlier secret keys that are still accepted, newest first.",
        (),
        secret=True,
    )
    database_url: str = setting(
        "DATABASE_URL",
        parsing.postgres,
        "PostgreSQL 16 or later, as the role the application runs as. That role must not own the tables.",
        secret=True,
    )
    database_owner_url: str = setting(
        "DATABASE_OWNER_URL",
        parsing.postgres,
        "The same database as the role that owns the tables. Only `migrate` uses it; leave it out elsewhere.",
        "",
        secret=True,
    )
    app_role: str = setting(
        "ALONGSIDE_APP_ROLE",
        parsing.identifier,
        "Name of the application's database role, from which migrations take the right to change audit rows.",
        "alongside_app",
    )
    redis_url: str = setting(
        "REDIS_URL", parsing.redis, "Redis or Valkey 7 or later. Holds no person data.", secret=True
    )
    prefix: str = setting(
        "ALONGSIDE_PREFIX",
        parsing.identifier,
        "Begins every channel and queue name; two installations on one Redis need two prefixes.",
        "alongside",
    )
    allowed_hosts: tuple[str, ...] = setting(
        "ALLOWED_HOSTS", parsing.names, "Host names that are answered, with commas between them."
    )
    csrf_trusted_origins: tuple[str, ...] = setting(
        "CSRF_TRUSTED_ORIGINS",
        parsing.origins,
        "Further origins that may post, for a proxy that changes the host name. No wildcards.",
        (),
    )
    behind_proxy: bool = setting(
        "BEHIND_PROXY",
        parsing.flag,
        "Trust `X-Forwarded-Proto` of the proxy in front, which must overwrite it.",
        False,
    )
    op_hmac_key: str = setting(
        "OP_HMAC_KEY",
        parsing.secret,
        "Fingerprints each command, so that a repeat with another body is refused.",
        secret=True,
    )
    op_hmac_key_id: str = setting(
        "OP_HMAC_KEY_ID", parsing.identifier, "Names OP_HMAC_KEY; change it together with the key.", "k1"
    )
    op_hmac_old_keys: tuple[tuple[str, str], ...] = setting(
        "OP_HMAC_OLD_KEYS", parsing.keys, "Earlier keys as `id:key`, kept 90 days after a change.", (), secret=True
    )
    seal_heads_file: str = setting(
        "SEAL_HEADS_FILE",
        parsing.text,
        "A file outside the database to which the audit's seal heads are appended, best on another machine.",
        "",
    )
    clock_shift: bool = setting(
        "CLOCK_SHIFT", parsing.flag, "Allow `manage.py advance` to move the clock. Refused in production.", False
    )
    bench: bool = setting(
        "BENCH",
        parsing.flag,
        "Tell the moment of commit in a header, for `make bench`. Refused in production.",
        False,
    )
    push_key: str = setting(
        "PUSH_KEY",
        parsing.secret,
        "Seals the private keys of web push in the database (`manage.py vapid_keys` makes them)."
        " Without it no phone is woken when the app is closed. Keep it: another one opens none of them.",
        "",
        secret=True,
    )
    push_contact: str = setting(
        "PUSH_CONTACT",
        parsing.contact,
        "Whom a push service may ask, `mailto:` or `https://…`; Apple refuses a made-up one.",
        "mailto:alongside@localhost",
    )
    push_hosts: tuple[str, ...] = setting(
        "PUSH_HOSTS",
        parsing.names,
        "Push services that phones may name, a dot in front for everything below; nothing is sent anywhere else.",
        ("fcm.googleapis.com", "updates.push.services.mozilla.com", ".push.apple.com", ".notify.windows.com"),
    )
    push_after_s: int = setting(
        "PUSH_AFTER_S",
        parsing.number(0, 300),
        "Seconds in which a connected phone may acknowledge an alert before it is woken by push;"
        " one that is not connected is woken at once (product: 20).",
        20,
    )
    push_loopback: bool = setting(
        "PUSH_LOOPBACK",
        parsing.flag,
        "Allow a push service on this machine without TLS, for tests. Refused in production.",
        False,
    )
    public_url: str = setting(
        "PUBLIC_URL",
        parsing.origin,
        "Where people outside find this installation, such as `https://alongside.example.org`: links in messages lead"
        " there. Without it no message with a link leaves.",
        "",
    )
    message_key: str = setting(
        "MESSAGE_KEY",
        parsing.secret,
        "Seals the codes of links in the database until they have left. Without it no link can be sent.",
        "",
        secret=True,
    )
    message_tries: int = setting(
        "MESSAGE_TRIES",
        parsing.number(1, 20),
        "How often a message is tried before it waits for an administrator.",
        8,
    )
    message_pause_s: int = setting(
        "MESSAGE_PAUSE_S",
        parsing.number(1, 3600),
        "Seconds before a message is tried again; each further pause is twice as long, at most an hour.",
        30,
    )
    sms_url: str = setting(
        "SMS_URL",
        parsing.web,
        "The HTTP gateway that sends texts (docs/messages.md says what it is asked). Without it no text leaves.",
        "",
    )
    sms_token: str = setting("SMS_TOKEN", parsing.text, "What the gateway knows us by.", "", secret=True)
    sms_receipt_key: str = setting(
        "SMS_RECEIPT_KEY",
        parsing.secret,
        "What the gateway shows when it tells that a text has arrived, or what a person answered."
        " Without it neither is taken.",
        "",
        secret=True,
    )
    mailbox: bool = setting(
        "MAILBOX",
        parsing.flag,
        "Send nothing, but show what would have left at `/p/mailbox`. Refused in production.",
        False,
    )
    field_use_accepted_by: str = setting(
        "FIELD_USE_ACCEPTED_BY",
        parsing.text,
        "Name of the person who accepts what docs/threat-model.md leaves open; `check --deploy` asks for it.",
        "",
    )
    email_url: str = setting(
        "EMAIL_URL",
        parsing.smtp,
        "Mail server, `smtp://user:password@host:587` or `smtps://…`. Without it no mail leaves.",
        "",
        secret=True,
    )
    email_from: str = setting("EMAIL_FROM", parsing.text, "Sender of mail.", "alongside@localhost")
    release: str = setting(
        "RELEASE", parsing.text, "What is deployed, such as a commit; shown to administrators.", "unreleased"
    )
    log_level: str = setting(
        "LOG_LEVEL", parsing.one_of(*LOG_LEVELS), "The least important kind of line that is logged.", "INFO"
    )
    port: int = setting("PORT", parsing.number(1, 65535), "Port of the web process.", 8000)

    @property
    def is_production(self) -> bool:
        """Whether real people depend on this process."""
        return self.mode == "production"

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Env":
        """Parse all of `environ`; raises BadEnvironment with every problem at once."""
        values: dict[str, Any] = {}
        problems: list[str] = []
        for each in fields(cls):
            name, default = each.metadata["name"], each.metadata["default"]
            raw = environ.get(name, "").strip()
            if not raw:
                if default is _MISSING:
                    problems.append(f"{name} is missing. {each.metadata['doc']}")
                values[each.name] = default
                continue
            try:
                values[each.name] = each.metadata["parse"](raw)
            except ValueError as error:
                problems.append(f"{name} {error}.")
                values[each.name] = _MISSING
        problems += _unsafe(values)
        if problems:
            raise BadEnvironment(problems)
        return cls(**values)


def _unsafe(values: Mapping[str, Any]) -> list[str]:
    """What is well formed, but not allowed together or not allowed in production."""
    problems: list[str] = []
    owner, app = values["database_owner_url"], values["database_url"]
    if owner and owner is not _MISSING and owner == app:
        problems.append("DATABASE_OWNER_URL is the same as DATABASE_URL; the application must not own its tables.")
    if values["op_hmac_key"] is not _MISSING and values["op_hmac_key"] == values["secret_key"]:
        problems.append("OP_HMAC_KEY is the same as SECRET_KEY; it needs a key of its own.")
    if values["push_key"] and values["push_key"] in (values["secret_key"], values["op_hmac_key"]):
        problems.append("PUSH_KEY is the same as another key; it needs a key of its own.")
    if values["message_key"] and values["message_key"] in (
        values["secret_key"],
        values["op_hmac_key"],
        values["push_key"],
    ):
        problems.append("MESSAGE_KEY is the same as another key; it needs a key of its own.")
    if values["op_hmac_key_id"] in [key_id for key_id, _ in _tuple(values["op_hmac_old_keys"])]:
        problems.append("OP_HMAC_OLD_KEYS holds the id of the present key; give the new key a new id.")
    return problems if values["mode"] in ("demo", "test") else problems + _unfit_for_production(values)


def _unfit_for_production(values: Mapping[str, Any]) -> list[str]:
    problems = [
        f"{each.metadata['name']} is a secret of the demo; make a new one."
        for each in fields(Env)
        if each.metadata["secret"] and DEMO_MARK in str(values[each.name])
    ]
    problems += [
        f"{name.upper()} is on; production refuses it."
        for name in ("debug", "clock_shift", "bench", "push_loopback", "mailbox")
        if values[name] is True
    ]
    if "*" in _tuple(values["allowed_hosts"]):
        problems.append("ALLOWED_HOSTS holds '*'; name the hosts.")
    if any(origin.startswith("http://") for origin in _tuple(values["csrf_trusted_origins"])):
        problems.append("CSRF_TRUSTED_ORIGINS holds an origin without https.")
    problems += [
        f"{name.upper()} is not https; what goes there would be read on the way."
        for name in ("public_url", "sms_url")
        if str(values[name]).startswith("http://")
    ]
    return problems


def _tuple(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else ()


def django_database(url: str) -> dict[str, Any]:
    """Turn a postgresql:// URL into an entry of Django's DATABASES; query parameters go to libpq."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or "") or options.pop("user", ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": options.pop("port", "") or str(parts.port or ""),
        "OPTIONS": options,
    }


def django_email(url: str) -> dict[str, Any]:
    """Turn EMAIL_URL into Django's EMAIL_* settings; without one, mail is dropped."""
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(url)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp",
        "EMAIL_TIMEOUT": 10,
    }


def as_markdown() -> str:
    """docs/settings.md: one row for each setting, in the order of `Env`."""
    lines = [
        "# Settings",
        "",
        "Written by `manage.py write_settings_doc` from `config/env.py`; do not edit.",
        "Settings come from the environment. A process with a bad one does not start and lists all problems.",
        "",
        "| variable | default | what it does |",
        "|---|---|---|",
    ]
    for each in fields(Env):
        default = each.metadata["default"]
        shown = "**required**" if default is _MISSING else _as_written(default)
        lines.append(f"| `{each.metadata['name']}` | {shown} | {each.metadata['doc']} |")
    return "\n".join(lines) + "\n"


def _as_written(default: Any) -> str:
    if default in ("", ()):
        return "–"
    if isinstance(default, bool):
        return "`yes`" if default else "`no`"
    if isinstance(default, tuple):
        return f"`{','.join(default)}`"
    return f"`{default}`"
