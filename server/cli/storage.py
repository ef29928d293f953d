"""The command line for what is kept: `tianbiao storage copy | backup | restore | verify | upgrade`.

A store is named by its folder (…/store) or its database (postgresql://…). Part of the command line.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from ..records.collections import COLLECTIONS
from ..storage import backup, open_store
from ..storage.engines import connect
from ..storage.interface import Store, StoreError
from ..storage.migrating import upgrade as upgrade_tables

FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
ADDRESS = click.argument("address")


@click.group()
def storage() -> None:
    """记录存储：搬迁、备份、恢复、核对、升级表结构。"""


@storage.command()
@click.argument("source")
@click.argument("target")
def copy(source: str, target: str) -> None:
    """把一个存储的全部记录搬到另一个空的存储，并核对数量与校验值。"""
    with opened(source) as first, opened(target) as second:
        if any(second.health()["records"].values()):
            _refuse(f"{target} 不是空的；请换一个空的数据目录或数据库")
        second.load(first.export())
        before, after = backup.contents(first), backup.contents(second)
    if before != after:
        _refuse(f"核对不符：{before.as_record()} ≠ {after.as_record()}")
    _tell(after)


@storage.command("backup")
@ADDRESS
@FILE
def backup_(address: str, file: Path) -> None:
    """备份到一个文件；数据库可以在使用中备份，数据目录由服务自动备份。"""
    with opened(address) as store:
        _tell(backup.write(store, file))


@storage.command()
@FILE
@ADDRESS
def restore(file: Path, address: str) -> None:
    """从备份恢复到一个空的存储。"""
    with opened(address) as store:
        _tell(backup.restore(file, store))


@storage.command()
@FILE
def verify(file: Path) -> None:
    """核对一个备份是否完整。"""
    try:
        _tell(backup.verify(file))
    except StoreError as error:
        _refuse(str(error))


@storage.command()
@ADDRESS
def upgrade(address: str) -> None:
    """把数据库的表结构升级到本程序的版本（请先备份）。"""
    if "://" not in address:
        _refuse("数据目录不需要升级；请给出数据库地址 postgresql://…")
    with connect(address, 1).begin() as connection:
        click.echo(f"表结构已是 {upgrade_tables(connection)}")


@contextmanager
def opened(address: str) -> Iterator[Store]:
    """A store for as long as a command needs it; ends the command when it can't be opened."""
    try:
        store = open_store(address, COLLECTIONS)
        try:
            yield store
        finally:
            store.close()
    except StoreError as error:
        _refuse(str(error))


def _tell(told: backup.Contents) -> None:
    for name, count in told.counts.items():
        click.echo(f"{name}\t{count}")
    click.echo(f"SHA-256\t{told.sha256}")


def _refuse(message: str) -> None:
    click.echo(message, err=True)
    sys.exit(2)
