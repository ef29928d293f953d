"""The tables in a database: as declared, by steps, and in words that similar databases know."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from secrets import token_hex

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, MetaData, event, text

from server.records.collections import COLLECTIONS
from server.storage import open_store
from server.storage.engines import connect
from server.storage.interface import Delete, Patch, Put, StoreBroken, now
from server.storage.migrating import upgrade
from server.storage.schema import declare


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/store.sqlite"
    return str(request.getfixturevalue("postgres").database("t" + token_hex(8)))


def test_the_steps_lead_to_just_the_tables_that_are_declared(url):
    metadata = MetaData()
    declare(COLLECTIONS, metadata)
    with connect(url, 2).begin() as connection:
        upgrade(connection)
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_store_opens_on_tables_made_by_steps_and_on_those_it_made_itself(url):
    with connect(url, 2).begin() as connection:
        upgrade(connection)
    for _ in range(2):
        store = open_store(url, COLLECTIONS)
        assert store.health()["records"]["submission"] == 0
        store.close()


def test_tables_of_another_edition_are_not_touched(url):
    open_store(url, COLLECTIONS).close()
    with connect(url, 2).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    with pytest.raises(StoreBroken, match="tianbiao storage upgrade"):
        open_store(url, COLLECTIONS)


def test_a_database_with_tables_of_others_is_refused(url):
    with connect(url, 2).begin() as connection:
        connection.execute(text("CREATE TABLE account (id integer)"))
    with pytest.raises(StoreBroken, match="account"):
        open_store(url, COLLECTIONS)


def test_servers_that_start_together_on_an_empty_database_all_open_it(url):
    with ThreadPoolExecutor(6) as pool:
        opened = list(pool.map(lambda _: open_store(url, COLLECTIONS), range(6)))
    for store in opened:
        assert store.health()["writable"]
        store.close()


def test_a_database_that_sorts_or_searches_wrongly_is_refused(postgres):
    postgres.run(
        "createdb", "-h", str(postgres.folder), "-U", "tianbiao", "-T", "template0", "-l", "C", "plain"
    )
    with pytest.raises(StoreBroken, match=r"C\.UTF-8"):
        open_store(f"postgresql://tianbiao@/plain?host={postgres.folder}", COLLECTIONS)


def test_a_database_that_does_not_answer_is_named_and_not_waited_for_long(monkeypatch):
    monkeypatch.setattr("server.storage.sql.PATIENCE", 0.2)
    with pytest.raises(StoreBroken, match="没有回答"):
        open_store("postgresql://tianbiao@127.0.0.1:1/none", COLLECTIONS)


BANNED = (
    *("LISTEN", "NOTIFY", "LOCK TABLE", "ADVISORY", "CREATE EXTENSION", "SERIAL"),
    *("OFFSET", "TEMP", "XMIN", "CTID", "TRIGGER", "DEFERRABLE"),
)


def test_every_statement_is_one_that_similar_databases_have(postgres):
    url = postgres.database("t" + token_hex(8))
    said: list[str] = []

    def listen(_connection, _cursor, statement, *_rest):
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", listen)
    store = open_store(url, COLLECTIONS)
    use(store)
    store.close()
    event.remove(Engine, "before_cursor_execute", listen)
    assert len(said) > 30
    ours = [statement for statement in said if "pg_catalog" not in statement and "PRAGMA" not in statement]
    found = [
        (word, statement)
        for statement in ours
        for word in BANNED
        if re.search(rf"\b{word}\b", statement, re.I)
    ]
    assert found == []


def use(store) -> None:
    """Every method of a store once."""
    new = {"enterprise": "e1", "created_at": "1", "enterprise_name": "星河"}
    store.commit(
        Put("submission", "s1", new, body={"a": 1}), Put("job", "j1", {"state": "queued", "run_at": now()})
    )
    for number in range(25):
        store.commit(Patch("submission", "s1", {"a": number}, operation=f"o{number}"))
    store.find("submission", "enterprise", ("e1",), after=("e1", "0", ""))
    store.count("submission", "enterprise")
    store.search("submission", "星")
    store.unique("account", "login", "x")
    store.body("submission", "s1", at=3)
    store.history("submission", "s1")
    store.claim("w", 5)
    other = list(store.export())
    store.commit(Delete("submission", "s1"))
    store.load(entry for entry in other if entry["collection"] == "submission")
    store.health()
