"""Paper made of submissions: one copy of record, and all copies of a region in one archive.

The archive is a job: it may take an hour, and whoever asked for it may close the browser.
"""

from __future__ import annotations

import tempfile
import zipfile
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ..forms import json as forms_json
from ..language import gettext as _
from ..language import gettext_noop
from ..printing import PrintFacts, PrintTrouble, print_html
from ..printing.pdf import Attachment
from ..records import references
from ..records.attachments import clean_name
from ..records.submissions import Submission, Submissions
from ..storage.files import Files
from ..storage.interface import Missing, Record
from .press import Press, PressTrouble
from .runner import JobTrouble, Task

CHINA = ZoneInfo("Asia/Shanghai")
MOST_COPIES = 5000
NOTHING = gettext_noop("辖区内还没有企业提交申报，没有可以打包的表")
LARGEST_ARCHIVE = 20 * 2**30


@dataclass(frozen=True)
class Papers:
    """What prints copies of record, in one theme."""

    submissions: Submissions
    files: Files
    press: Press
    theme: str

    def copy(self, submission: Submission) -> Future[bytes]:
        """The official table of a submission, with its answers attached. Raises Missing for drafts."""
        copy = self.submissions.copy_of_record(submission)
        if copy is None:
            raise Missing("copy", submission.id)
        when = datetime.fromisoformat(copy["submitted_at"]).astimezone(CHINA)
        facts = PrintFacts(submission.id, when, copy["sha256"])
        html = print_html(submission.form, copy["cells"], theme=self.theme, mode="complete", submission=facts)
        answers = Attachment("answers.json", forms_json.canonical(copy["answers"]), _("填报内容（存档件）"))
        return self.press.submit(html, self.theme, (answers,), facts)

    def archive(self, task: Task) -> Record:
        """The work of an `archive` job: args {regions}; every copy of record submitted there, in one zip."""
        headers = self.submissions.in_regions(tuple(task.args["regions"]), limit=MOST_COPIES)
        if not headers:
            raise JobTrouble(NOTHING)
        with tempfile.TemporaryFile(suffix=".zip") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
                for number, header in enumerate(headers):
                    task.progress(number, len(headers), header["enterprise_name"])
                    archive.writestr(_name(header), self._pages(header))
            file.seek(0)
            stored = self.files.put(file, LARGEST_ARCHIVE)
        task.write(*references.needs([stored.sha256], task.id))
        return {"sha256": stored.sha256, "size": stored.size, "copies": len(headers)}

    def _pages(self, header: Record) -> bytes:
        try:
            return self.copy(self.submissions.load(header["id"])).result()
        except (PrintTrouble, PressTrouble) as trouble:
            raise JobTrouble(f"{header['enterprise_name']}: {trouble}") from None


def _name(header: Record) -> str:
    """Where a copy lies in the archive: its form, then its enterprise; the id keeps two of one name apart."""
    folder, name = f"{header['title']}_{header['edition']}", f"{header['enterprise_name']}_{header['id']}.pdf"
    return str(Path(clean_name(folder)) / clean_name(name))
