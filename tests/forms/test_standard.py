"""The official JSON-Schema-Test-Suite through our validator.

Every run of the tests ends with the figure, see tests/conftest.py."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.forms.suite import SUITE, Case, failures

pytestmark = pytest.mark.skipif(not SUITE.is_dir(), reason="script/suite fetches it")

Figure = Callable[[str, dict[str, int], list[Case]], None]

KNOWN = {
    "bignum.json",  # a number has at most 15 significant digits, so that every copy of it is exact
    "dependencies-compatibility.json",  # `dependencies` of older drafts
    "float-overflow.json",
    "format-assertion.json",  # the forms' own formats are rules always, others never
}
"""Files of optional tests with cases that we judge otherwise, and why."""


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Figure:
    """Puts down how many cases passed."""

    def put_down(name: str, counts: dict[str, int], failed: list[Case]) -> None:
        total = sum(counts.values())
        record_property(f"JSON-Schema-Test-Suite {name}", f"{total - len(failed)} of {total} cases")

    return put_down


def test_every_required_case_is_judged_as_the_standard_says(figure: Figure) -> None:
    counts, failed = failures()
    figure("required", counts, failed)
    assert sum(counts.values()) > 1200
    assert not [f"{case.file}: {case.name}" for case in failed]


def test_optional_cases_fail_only_where_we_say_so(figure: Figure) -> None:
    counts, failed = failures(folder="optional")
    figure("optional", counts, failed)
    assert {case.file for case in failed} == KNOWN
