"""The tests' own databases: a journey's commits are gone afterwards, whatever it did."""

import os

import psycopg

from tests.databases import Cleaner

COUNT = "SELECT (SELECT count(*) FROM django_session), (SELECT count(*) FROM django_content_type)"


def test_a_journeys_commits_are_undone_in_empty_and_in_filled_tables(cleaner: Cleaner) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        before = connection.execute(COUNT).fetchone()
        connection.execute("INSERT INTO django_session VALUES ('key', 'data', now())")
        connection.execute("UPDATE django_content_type SET model = model || '-changed'")
        cleaner.clean()
        assert connection.execute(COUNT).fetchone() == before
        changed = connection.execute("SELECT count(*) FROM django_content_type WHERE model LIKE '%-changed'")
        assert changed.fetchone() == (0,)
