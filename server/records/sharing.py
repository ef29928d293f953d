"""Files in a folder belong to one database: every machine must see the same folder, and nobody else's.

A mark in the folder and in the store tells. Without it a second machine would keep attachments for itself,
and a database set up for a trial would clear away files that it knows nothing of.
"""

from __future__ import annotations

import secrets
import time
from pathlib import Path

from ..storage.interface import Conflict, Put, Store, StoreError

NAME = "files-folder"
MARK = "belongs-to"
PATIENCE = 2.0
"""Seconds in which another server, started at the same time, writes the mark."""


class NotShared(StoreError):
    """The folder is another one than the database's; the message says what to do."""


def check_shared(store: Store, folder: Path) -> None:
    """See that the store's files are in this folder; the first one becomes it. Raises NotShared."""
    found, known = _mark(folder), store.get("setting", NAME)
    if known is None and found:
        raise NotShared(f"附件目录 {folder} 属于另一个数据库。请换一个空的目录，或用那个数据库")
    if known is None:
        known = {"mark": secrets.token_hex(16)}
        try:
            store.commit(Put("setting", NAME, known, expect=0))
            (folder / MARK).write_text(known["mark"] + "\n")
        except Conflict:  # another server was quicker
            known = store.get("setting", NAME) or known
    deadline = time.monotonic() + PATIENCE
    while _mark(folder) != known["mark"]:
        if time.monotonic() > deadline:
            raise NotShared(
                f"附件目录 {folder} 不是这个数据库的附件所在的目录，别的服务器看不到这里的附件。"
                "请把各服务器的 TIANBIAO_FILES 指向同一个共享目录，或改用 s3://…；"
                f"如果附件确实已经搬到这里，请在其中建立文件 {MARK}，内容为 {known['mark']}"
            )
        time.sleep(0.05)


def _mark(folder: Path) -> str:
    path = folder / MARK
    return path.read_text().strip() if path.is_file() else ""
