"""A run says which stores it was on, and one without PostgreSQL is no run."""

from __future__ import annotations

import pytest

from tests import postgres
from tests.backends import ran


def test_a_run_tells_its_backends_with_versions_and_how_they_fared():
    outcomes = [
        ("a.py::test_x[tinydb]", "passed"),
        ("a.py::test_y[one-sqlite]", "failed"),
        ("b.py::test_z", "passed"),
    ]
    tiny, sqlite, database = ran(outcomes)
    assert tiny.startswith("tinydb 4.") and tiny.endswith(": 1 passed")
    assert sqlite.startswith("sqlite 3.") and sqlite.endswith(": 1 failed")
    assert database.startswith("postgresql 1") and database.endswith(": NOT RUN")


def test_a_run_on_no_store_tells_nothing():
    assert list(ran([("a.py::test_x[some table]", "passed")])) == []


def test_without_postgresql_a_test_fails_and_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(postgres, "INSTALLED", tmp_path)
    with pytest.raises(AssertionError, match="script/setup test"):
        postgres.Postgres()
