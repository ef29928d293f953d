"""Everything a server needs, opened once: storage, files, forms, and the rooms that work on them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from flask import current_app

from ..forms import Library
from ..jobs.papers import Papers
from ..jobs.press import Press
from ..jobs.runner import Runner
from ..jobs.upkeep import Upkeep, schedule
from ..records.accounts import Accounts
from ..records.attachments import Attachments
from ..records.collections import COLLECTIONS
from ..records.definitions import Forms
from ..records.sharing import check_shared
from ..records.submissions import Submissions
from ..settings import Settings
from ..storage import open_files, open_store
from ..storage.files import FileStore
from ..storage.interface import Store, StoreError


@dataclass(frozen=True)
class Services:
    """One per process. `close` lets go of the data folder."""

    settings: Settings
    store: Store
    forms: Forms
    accounts: Accounts
    submissions: Submissions
    attachments: Attachments
    press: Press
    papers: Papers
    runner: Runner

    def close(self) -> None:
        """Finish what is being done, writing last."""
        self.runner.stop()
        self.press.close()
        self.store.close()


def open_services(settings: Settings) -> Services:
    """Open store and data folder. Raises StoreLocked when another process has it, NotShared, StoreBroken."""
    data = Path(settings.data)
    store = open_store(settings.store or data / "store", COLLECTIONS)
    files = open_files(settings.files or data / "files")
    if "://" in settings.store and isinstance(files, FileStore):
        _settle(store, files)
    forms = Forms(Library(*settings.forms), store)
    submissions = Submissions(store, forms)
    upkeep = Upkeep(store, files, data / "backups")
    press = Press(settings.print_workers, settings.print_seconds, data / "print")
    papers = Papers(submissions, files, press, settings.theme)
    work = {**upkeep.works(), "archive": papers.archive}
    return Services(
        settings=settings,
        store=store,
        forms=forms,
        accounts=Accounts(store),
        submissions=submissions,
        attachments=Attachments(submissions, files),
        press=press,
        papers=papers,
        runner=Runner(store, work, schedule=schedule(settings.backup_hours)),
    )


def _settle(store: Store, files: FileStore) -> None:
    """Several machines may share the store; see that they share the files."""
    try:
        check_shared(store, files.folder)
    except StoreError:
        store.close()
        raise


def services() -> Services:
    """The services of the running application."""
    return cast(Services, current_app.extensions["tianbiao"])
