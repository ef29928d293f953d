"""Every backend that the contract is tested on."""

from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import token_hex

import pytest

from server.storage import open_store
from server.storage.interface import Collection, Put, Store

COLLECTIONS = {
    "account": Collection(unique=("login",), indexes={"role": ("role", "login")}),
    "submission": Collection(
        indexes={"owner": ("owner", "created_at"), "queue": ("status", "city", "submitted_at")},
        text="name",
        body=True,
    ),
    "job": Collection(indexes={"ready": ("state", "run_at")}),
}

BACKENDS = ("tinydb", "sqlite", "postgresql")


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> Callable[[Path], Store]:
    """Opens a store; the same folder gives the same data again."""
    addresses: dict[Path, str | Path] = {}

    def address(folder: Path) -> str | Path:
        if request.param == "postgresql":
            return request.getfixturevalue("postgres").database("d" + token_hex(8))
        folder.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{folder}/store.sqlite" if request.param == "sqlite" else folder

    def opened(folder: Path) -> Store:
        if folder not in addresses:
            addresses[folder] = address(folder)
        return open_store(addresses[folder], COLLECTIONS)

    return opened


@pytest.fixture
def store(backend: Callable[[Path], Store], tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    opened = backend(tmp_path / "data")
    yield opened
    opened.close()


@pytest.fixture
def submissions() -> Collection:
    """How submissions are declared."""
    return COLLECTIONS["submission"]


@pytest.fixture
def draft(store: Store) -> Store:
    """A store with one submission, `s1`, at revision 1."""
    store.commit(
        Put("submission", "s1", {"owner": "e1", "created_at": "1"}, body={"name": "星河", "year": 2022})
    )
    return store
