"""`tianbiao jobs STORE`: what is being done, how far it is, what went wrong. Part of the command line."""

from __future__ import annotations

import time

import click

from ..jobs.runner import FAILED, FINISHED, QUEUED, RUNNING
from ..storage.interface import Record, Store
from .storage import ADDRESS, opened

SHOWN = 50
PAUSE = 1.0


@click.command()
@ADDRESS
@click.option("--watch", "watched", help="跟踪一项工作（编号），直到它结束")
def jobs(address: str, watched: str | None) -> None:
    """列出正在进行、等待和失败的工作；用数据库存储时可以在服务运行中查看。"""
    with opened(address) as store:
        if watched:
            _watch(store, watched)
            return
        for state in (RUNNING, QUEUED, FAILED):
            for found in store.find("job", "ready", (state,), limit=SHOWN):
                click.echo(_line(found))


def _watch(store: Store, id: str) -> None:
    said = ""
    while found := store.get("job", id):
        if (line := _line(found)) != said:
            click.echo(line)
        if found["state"] in FINISHED:
            return
        said = line
        time.sleep(PAUSE)
    raise click.UsageError(f"没有编号为 {id} 的工作")


def _line(found: Record) -> str:
    progress = found.get("progress") or {}
    far = f"{progress['done']}/{progress['total']} {progress['text']}" if progress else ""
    return "\t".join((found["id"], found.get("kind", ""), found["state"], far, found.get("error", "")))
