"""What an operator is told when a setting is wrong, and what production never accepts."""

import pytest

from config.env import DEMO_MARK, BadEnvironment, Env, as_markdown, django_database, django_email

GOOD = {
    "SECRET_KEY": "s" * 50,
    "OP_HMAC_KEY": "o" * 50,
    "DATABASE_URL": "postgresql://alongside_app:pw@db.example.org/alongside",
    "REDIS_URL": "rediss://cache.example.org:6379/0",
    "ALLOWED_HOSTS": "board.example.org",
}


def problems(**changes: str) -> list[str]:
    with pytest.raises(BadEnvironment) as refusal:
        Env.read({**GOOD, **changes})
    return refusal.value.problems


def test_it_starts_in_production_with_the_five_required_settings() -> None:
    env = Env.read(GOOD)
    assert env.is_production
    assert env.allowed_hosts == ("board.example.org",)
    assert (env.debug, env.clock_shift, env.bench) == (False, False, False)


def test_it_lists_every_missing_setting_at_once() -> None:
    with pytest.raises(BadEnvironment) as refusal:
        Env.read({})
    assert [problem.split()[0] for problem in refusal.value.problems] == [
        "SECRET_KEY",
        "DATABASE_URL",
        "REDIS_URL",
        "ALLOWED_HOSTS",
        "OP_HMAC_KEY",
    ]
    assert "5 problem(s)" in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("MODE", "prod", "must be one of"),
        ("PORT", "80800", "whole number"),
        ("PORT", "٣", "whole number"),
        ("DEBUG", "perhaps", "yes or no"),
        ("DATABASE_URL", "mysql://a@b/c", "postgresql://"),
        ("DATABASE_URL", "postgresql://a@b:5x/c", "bad port"),
        ("DATABASE_URL", "postgresql://a@b/", "no database"),
        ("DATABASE_URL", "postgresql://b/c", "no user"),
        ("REDIS_URL", "http://cache", "redis://"),
        ("SECRET_KEY", "short", "32 characters"),
        ("CSRF_TRUSTED_ORIGINS", "https://*.example.org", "wildcard"),
        ("CSRF_TRUSTED_ORIGINS", "board.example.org", "no origin"),
        ("EMAIL_URL", "mail.example.org", "smtp://"),
        ("ALONGSIDE_PREFIX", "Two Words", "short word"),
        ("OP_HMAC_OLD_KEYS", "justakey", "id:key"),
    ],
)
def test_it_says_what_is_wrong_with_a_bad_value(name: str, value: str, said: str) -> None:
    (problem,) = problems(**{name: value})
    assert problem.startswith(name)
    assert said in problem
    if "KEY" in name:
        assert value not in problem


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"DEBUG": "yes"}, "DEBUG"),
        ({"CLOCK_SHIFT": "yes"}, "CLOCK_SHIFT"),
        ({"BENCH": "yes"}, "BENCH"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"CSRF_TRUSTED_ORIGINS": "http://board.example.org"}, "CSRF_TRUSTED_ORIGINS"),
        ({"SECRET_KEY": DEMO_MARK + "a" * 40}, "SECRET_KEY"),
        ({"OP_HMAC_KEY": DEMO_MARK + "a" * 40}, "OP_HMAC_KEY"),
        ({"OP_HMAC_OLD_KEYS": f"k0:{DEMO_MARK}{'a' * 40}"}, "OP_HMAC_OLD_KEYS"),
    ],
)
def test_production_refuses_what_the_demo_may(changes: dict[str, str], named: str) -> None:
    (problem,) = problems(**changes)
    assert problem.startswith(named)
    assert Env.read({**GOOD, **changes, "MODE": "demo"}).mode == "demo"


def test_it_refuses_one_key_for_two_purposes() -> None:
    assert problems(OP_HMAC_KEY=GOOD["SECRET_KEY"]) == [
        "OP_HMAC_KEY is the same as SECRET_KEY; it needs a key of its own."
    ]


def test_it_refuses_an_application_that_owns_its_tables() -> None:
    (problem,) = problems(DATABASE_OWNER_URL=GOOD["DATABASE_URL"])
    assert "must not own" in problem


def test_a_socket_folder_with_a_space_reaches_the_database_driver() -> None:
    found = django_database("postgresql://alongside_app@/alongside?host=%2Frun%2Fa%20b&connect_timeout=3")
    assert (found["USER"], found["NAME"], found["HOST"]) == ("alongside_app", "alongside", "/run/a b")
    assert found["OPTIONS"] == {"connect_timeout": "3"}


def test_no_secret_is_shown_when_the_settings_are_printed() -> None:
    assert GOOD["SECRET_KEY"] not in repr(Env.read(GOOD))


def test_every_setting_has_its_row_in_the_page_of_settings() -> None:
    page = as_markdown()
    assert page.count("\n| `") == len(Env.__dataclass_fields__)
    assert "**required**" in page


def test_without_a_mail_server_no_mail_leaves_and_with_one_it_is_encrypted() -> None:
    assert django_email("")["EMAIL_BACKEND"].endswith("dummy.EmailBackend")
    found = django_email("smtp://me:p%40ss@mail.example.org")
    assert (found["EMAIL_HOST_PASSWORD"], found["EMAIL_PORT"], found["EMAIL_USE_TLS"]) == ("p@ss", 587, True)
