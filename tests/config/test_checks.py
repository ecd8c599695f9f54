"""Nobody takes this to real people without having said so by name."""

from django.test import override_settings

from config.checks import field_use, phones_can_be_woken, record_is_not_owned


def test_field_use_is_refused_until_somebody_accepts_the_risk_by_name() -> None:
    with override_settings(FIELD_USE_ACCEPTED_BY=""):
        assert [problem.id for problem in field_use(None)] == ["alongside.E001"]
    with override_settings(FIELD_USE_ACCEPTED_BY="Sam Lindqvist"):
        assert field_use(None) == []


def test_an_installation_that_wakes_no_phone_is_told_so() -> None:
    with override_settings(PUSH_KEY="", PUSH_CONTACT="mailto:desk@example.org"):
        assert [problem.id for problem in phones_can_be_woken(None)] == ["alongside.W002"]
    with override_settings(PUSH_CONTACT="mailto:alongside@localhost"):
        assert [problem.id for problem in phones_can_be_woken(None)] == ["alongside.W002"]
    with override_settings(PUSH_CONTACT="mailto:desk@example.org"):
        assert phones_can_be_woken(None) == []


def test_a_role_that_does_not_own_the_record_gives_no_warning(db: None) -> None:
    assert record_is_not_owned(None, databases=["default"]) == []
