"""Two people on one table merge or meet in a conflict, whether they are on one process or on two."""

from __future__ import annotations

from collections.abc import Iterator
from secrets import token_hex

import pytest

from tests.people import Person
from tests.serving import LITTLE_GIANT, RunningServer


@pytest.fixture(scope="module", params=["one process", "two processes"])
def servers(request, tmp_path_factory) -> Iterator[list[RunningServer]]:
    """The process of each person."""
    folder, settings = tmp_path_factory.mktemp("two"), {}
    if request.param == "two processes":
        postgres = request.getfixturevalue("postgres")
        shared = str(folder / "files")
        settings = {"TIANBIAO_STORE": postgres.database("w" + token_hex(8)), "TIANBIAO_FILES": shared}
    started = [RunningServer(folder / "data", **settings)]
    if settings:
        started.append(RunningServer(folder / "other", **settings))
    for server in started:
        server.start()
    yield [started[0], started[-1]]
    for server in started:
        server.stop()


@pytest.fixture
def people(servers) -> list[Person]:
    """Two who look at the same new table."""
    both = [Person(server) for server in servers]
    made = both[0].ask("POST", "/api/submissions", {"form": LITTLE_GIANT})
    for person in both:
        person.open(made["id"])
    return both


def test_changes_of_different_cells_merge(people):
    one, other = people
    one.fill(basics__address="甲路")
    assert other.fill(basics__fax="025-55550100")["conflicts"] == []
    answers = one.ask("GET", one.at)["answers"]["basics"]
    assert (answers["address"], answers["fax"]) == ("甲路", "025-55550100")


def test_changes_of_one_cell_are_a_conflict_that_shows_both(people):
    one, other = people
    one.fill(basics__address="甲路")
    (clash,) = other.fill(basics__address="乙路")["conflicts"]
    assert (clash["mine"], clash["theirs"]["text"]) == ("乙路", "甲路")


def test_a_session_ended_on_one_process_is_ended_on_the_other(servers):
    person = Person(servers[0])
    person.url = servers[1].url
    assert person.ask("GET", "/api/session")["account"]
    person.ask("DELETE", "/api/session")
    person.url = servers[0].url
    assert person.ask("GET", "/api/session")["account"] is None


def test_wrong_passwords_count_on_both(servers):
    guess = {"login": "guess" + token_hex(4), "password": "wrong"}
    told = [Person(servers[turn % 2]).ask("POST", "/api/session", guess)["status"] for turn in range(6)]
    assert told == [401] * 5 + [429]
