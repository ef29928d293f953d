"""Attachments in a folder are seen by every machine of an installation, and by no other installation."""

from __future__ import annotations

import threading

import pytest

from server.records.collections import COLLECTIONS
from server.records.sharing import MARK, NotShared, check_shared
from server.storage import open_files, open_store


@pytest.fixture
def store(tmp_path):
    opened = open_store(f"sqlite:///{tmp_path}/store.sqlite", COLLECTIONS)
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path):
    return open_files(tmp_path / "files").folder


def test_a_folder_that_all_servers_see_is_fine(store, folder):
    check_shared(store, folder)
    check_shared(store, folder)


def test_a_second_folder_is_refused_with_what_to_do(store, folder, tmp_path):
    check_shared(store, folder)
    other = open_files(tmp_path / "other").folder
    with pytest.raises(NotShared, match="共享目录，或改用 s3://") as refusal:
        check_shared(store, other)
    (other / MARK).write_text(str(refusal.value).rpartition("为 ")[2])
    check_shared(store, other)


def test_a_folder_of_another_database_is_refused(store, folder, tmp_path):
    check_shared(store, folder)
    trial = open_store(f"sqlite:///{tmp_path}/trial.sqlite", COLLECTIONS)
    with pytest.raises(NotShared, match="属于另一个数据库"):
        check_shared(trial, folder)
    trial.close()


def test_servers_started_together_agree(store, folder):
    refused = []

    def start():
        try:
            check_shared(store, folder)
        except NotShared as error:
            refused.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == []


def test_the_mark_is_no_file_of_anybody(store, folder):
    check_shared(store, folder)
    assert list(open_files(folder).names()) == []
