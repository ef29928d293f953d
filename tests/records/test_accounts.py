"""Who may sign in and what each sees: enterprises their own, officers what was submitted in their regions."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from server.records.accounts import Accounts
from server.records.submissions import Submission
from server.records.throttle import Throttle, TooManyAttempts
from server.storage.interface import Duplicate

Made = Callable[..., Submission]


def test_the_right_password_signs_in(office):
    assert office.accounts.sign_in("anna", "secret-123") == office.people["anna"]


@pytest.mark.parametrize(
    ("login", "password"), [("anna", "secret-124"), ("anna", ""), ("nobody", "secret-123")]
)
def test_anything_else_does_not(office, login, password):
    assert office.accounts.sign_in(login, password) is None


def test_a_password_is_not_kept_as_typed(office):
    record = office.store.unique("account", "login", "anna")
    assert "secret-123" not in str(record)
    assert record["password"].startswith("$argon2id$")


def test_five_wrong_passwords_pause_the_login_even_for_the_right_one(office):
    for _ in range(5):
        office.accounts.sign_in("anna", "wrong")
    with pytest.raises(TooManyAttempts, match="请在 5 分钟后重试"):
        office.accounts.sign_in("anna", "secret-123")


def test_the_pause_of_one_login_does_not_stop_another(office):
    for _ in range(5):
        office.accounts.sign_in("anna", "wrong")
    assert office.accounts.sign_in("bert", "secret-123")


def test_the_pause_ends_and_leaves_nothing_behind(office):
    brief = Throttle(office.store, most=1, seconds=0)
    for name in ("anna", "bert", "anna"):
        brief.count(name)
    brief.count("carl")
    assert office.store.health()["records"]["throttle"] <= 1


def test_attempts_are_counted_by_all_processes_on_the_store(office):
    for _ in range(5):
        office.accounts.sign_in("anna", "wrong")
    with pytest.raises(TooManyAttempts):
        Accounts(office.store).sign_in("anna", "secret-123")


def test_attempts_at_the_same_time_are_counted_one_by_one(office):
    def attempt(_number):
        try:
            return office.accounts.sign_in("anna", "wrong")
        except TooManyAttempts:
            return "paused"

    with ThreadPoolExecutor(12) as pool:
        assert Counter(pool.map(attempt, range(12))) == {None: 5, "paused": 7}


def test_names_too_long_to_be_a_login_are_not_remembered(office):
    assert office.accounts.sign_in("x" * 1_000_000, "wrong") is None
    assert office.store.health()["records"]["throttle"] == 0


def test_a_session_that_was_ended_is_named_by_its_ticket(office):
    office.accounts.end_session(office.people["anna"], "ticket")
    assert office.accounts.get(office.people["anna"].id).ended == ("ticket",)


def test_signing_in_forgets_earlier_failures(office):
    for _ in range(3):
        for _ in range(4):
            office.accounts.sign_in("anna", "wrong")
        assert office.accounts.sign_in("anna", "secret-123")


def test_a_login_name_is_taken_once(office):
    with pytest.raises(Duplicate):
        office.accounts.create("anna", "another-1", "甲", "enterprise")


def test_ending_all_sessions_makes_the_old_ones_stale(office):
    office.accounts.end_sessions(office.people["anna"])
    assert office.accounts.get(office.people["anna"].id).session == office.people["anna"].session + 1


@pytest.mark.parametrize(
    ("who", "reads", "fills"), [("anna", True, True), ("bert", True, True), ("carl", False, False)]
)
def test_a_draft_is_seen_and_filled_by_its_enterprise_alone(office, who, reads, fills):
    header = office.draft("anna").header
    assert (office.people[who].may_read(header), office.people[who].may_fill(header)) == (reads, fills)


@pytest.mark.parametrize("who", ["jiangsu", "nanjing", "jiangning", "guangdong"])
def test_no_officer_sees_a_draft(office, who):
    assert not office.people[who].may_read(office.draft("anna").header)


@pytest.mark.parametrize(
    ("who", "reads"), [("jiangsu", True), ("nanjing", True), ("jiangning", True), ("guangdong", False)]
)
def test_an_officer_sees_what_was_submitted_in_the_region(office, submitted: Made, who, reads):
    header = submitted("anna").header
    assert office.people[who].may_read(header) is reads
    assert not office.people[who].may_fill(header)


@pytest.mark.parametrize(
    ("who", "seen"), [("jiangsu", 2), ("nanjing", 1), ("jiangning", 1), ("guangdong", 0)]
)
def test_the_queue_of_an_officer_holds_the_region_and_no_drafts(office, submitted: Made, who, seen):
    submitted("anna"), submitted("carl"), office.draft("anna")
    queue = office.submissions.in_regions(office.people[who].regions)
    assert len(queue) == seen
    assert all(office.people[who].may_read(header) for header in queue)


def test_the_list_of_an_enterprise_holds_its_own_newest_first(office):
    first, _other = office.draft("anna"), office.draft("carl")
    time.sleep(0.002)  # times are kept in milliseconds
    second = office.draft("bert")
    assert [header["id"] for header in office.submissions.of_enterprise("1")] == [second.id, first.id]
