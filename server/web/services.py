"""Everything a server needs, opened once: storage, files, forms, and the rooms that work on them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from flask import current_app

from ..forms import Library
from ..jobs.press import Press
from ..records.accounts import Accounts
from ..records.attachments import Attachments
from ..records.collections import COLLECTIONS
from ..records.definitions import Forms
from ..records.submissions import Submissions
from ..settings import Settings
from ..storage import open_store
from ..storage.files import FileStore
from ..storage.interface import Store


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

    def close(self) -> None:
        """Finish writing and stop the print workers."""
        self.press.close()
        self.store.close()


def open_services(settings: Settings) -> Services:
    """Open the data folder. Raises StoreLocked when another process has it."""
    data = Path(settings.data)
    store = open_store(data / "store", COLLECTIONS)
    forms = Forms(Library(*settings.forms), store)
    submissions = Submissions(store, forms)
    return Services(
        settings=settings,
        store=store,
        forms=forms,
        accounts=Accounts(store),
        submissions=submissions,
        attachments=Attachments(submissions, FileStore(data / "files")),
        press=Press(settings.print_workers, settings.print_seconds, data / "print"),
    )


def services() -> Services:
    """The services of the running application."""
    return cast(Services, current_app.extensions["tianbiao"])
