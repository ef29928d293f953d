"""Files of a submission: received to disk, looked at, then listed in their slot.

Content is kept once by its SHA-256; the slot's cell lists id, name, size, hash, type and caption. A
refused file says why and leaves nothing behind in the table.
"""

from __future__ import annotations

import mimetypes
import unicodedata
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from ..forms import Field, Form, covered, is_readonly
from ..language import counted, joined
from ..language import gettext as _
from ..storage.files import Files, TooLarge
from ..storage.interface import Missing
from .accounts import Account
from .sniffing import EXPECTED, extension_of, fits
from .submissions import ATTEMPTS, DRAFT, NO_DRAFT, Busy, Refused, Reply, Submission, Submissions

MEGABYTE = 2**20
LONGEST_NAME, LONGEST_CAPTION = 200, 200

Entries = list[dict[str, Any]]
"""The files in a slot, as its cell keeps them."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one slot takes: extensions, bytes of a file, bytes of all files of the submission, number."""

    types: tuple[str, ...]
    file_bytes: int
    total_bytes: int
    files: int


class Attachments:
    """Adds, removes and captions files, each as one save of the slot's cell."""

    def __init__(self, submissions: Submissions, files: Files) -> None:
        self.submissions, self.files = submissions, files

    def add(
        self, submission_id: str, account: Account, path: str, name: str, stream: IO[bytes], caption: str = ""
    ) -> Reply:
        """Receive one file into a slot. Raises Refused with the reason, Missing for unknown slots."""
        submission = self.submissions.load(submission_id)
        limits = limits_of(submission.form, _open_slot(submission, path))
        name = clean_name(name)
        _check_name(name, limits)
        if submission.status != DRAFT:  # said before a byte is kept, like all that can be known beforehand
            raise Refused(_(NO_DRAFT))
        _check_room(entries_of(submission, path), limits)
        used = sum(int(entry.get("size", 0)) for entry in all_files(submission))

        def inspect(received: Path, size: int) -> None:
            if size == 0:
                raise Refused(_("“%(name)s”是空文件，请重新选择", name=name))
            if not fits(received, name):
                raise Refused(
                    _("“%(name)s”的内容与扩展名不符（可能改过名或已损坏），请用原程序另存后再上传", name=name)
                )

        try:
            limit = min(limits.file_bytes, max(0, limits.total_bytes - used))
            stored = self.files.put(stream, limit, inspect)
        except TooLarge:
            raise Refused(_too_large(name, limits, used)) from None
        entry = {
            "id": uuid.uuid4().hex[:12],
            "name": name,
            "size": stored.size,
            "sha256": stored.sha256,
            "type": mimetypes.guess_type(name)[0] or "application/octet-stream",
        }
        if caption.strip():
            entry["caption"] = caption.strip()[:LONGEST_CAPTION]

        def added(entries: Entries) -> Entries:
            _check_room(entries, limits)
            return [*entries, entry]

        return self._change(submission_id, account, path, added)

    def remove(self, submission_id: str, account: Account, path: str, file_id: str) -> Reply:
        """Take a file out of its slot (its content stays while any copy of record names it)."""

        def removed(entries: Entries) -> Entries:
            return [entry for entry in entries if entry.get("id") != file_id]

        return self._change(submission_id, account, path, removed)

    def caption(self, submission_id: str, account: Account, path: str, file_id: str, caption: str) -> Reply:
        """Say what a file shows."""
        text = caption.strip()[:LONGEST_CAPTION]

        def captioned(entries: Entries) -> Entries:
            return [entry | {"caption": text} if entry.get("id") == file_id else entry for entry in entries]

        return self._change(submission_id, account, path, captioned)

    def find(self, submission: Submission, file_id: str, hidden: Collection[str] = ()) -> dict[str, Any]:
        """The entry of a file in a submission, unless its slot is hidden. Raises Missing."""
        for entry in all_files(submission, hidden):
            if entry.get("id") == file_id and self.files.exists(str(entry.get("sha256"))):
                return entry
        raise Missing("file", file_id)

    def slot_of(self, submission: Submission, file_id: str) -> str:
        """The slot a file is in. Raises Missing."""
        for path in slot_paths(submission):
            if any(entry.get("id") == file_id for entry in entries_of(submission, path)):
                return path
        raise Missing("file", file_id)

    def _change(
        self, submission_id: str, account: Account, path: str, change: Callable[[Entries], Entries]
    ) -> Reply:
        for _attempt in range(ATTEMPTS):
            submission = self.submissions.load(submission_id)
            _open_slot(submission, path)
            entries = change(entries_of(submission, path))
            reply = self.submissions.save(
                submission_id, account, submission.revision, uuid.uuid4().hex, {path: entries}, trusted=True
            )
            if not reply.clashes:
                return reply
        raise Busy


def slot(form: Form, path: str) -> Field:
    """The attachment field of a path. Raises Missing when the form has no such slot."""
    field = form.field_at(path)
    if field is None or not field.kind.uploaded:
        raise Missing("slot", path)
    return field


def _open_slot(submission: Submission, path: str) -> Field:
    """The slot, if people may change it now. Raises Missing, and Refused while it is read-only."""
    found = slot(submission.form, path)
    if is_readonly(submission.form, submission.cells, path):
        raise Refused(_("“%(label)s”现在不能修改", label=found.label))
    return found


def limits_of(form: Form, field: Field) -> Limits:
    """The limits a slot declares (`x-attachment`), else the form's, else the product's."""
    declared = {**(form.meta.get("attachments") or {}), **(field.schema.get("x-attachment") or {})}
    types = tuple(str(kind).lower().lstrip(".") for kind in declared.get("types", EXPECTED))
    return Limits(
        types=types,
        file_bytes=int(declared.get("max_file_megabytes", 50)) * MEGABYTE,
        total_bytes=int(declared.get("max_total_megabytes", 2000)) * MEGABYTE,
        files=int(declared.get("max_files", 10)),
    )


def entries_of(submission: Submission, path: str) -> Entries:
    """The files in a slot."""
    value = submission.cells.get(path)
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def slot_paths(submission: Submission) -> list[str]:
    """The paths of all slots, those inside rows too."""
    templates = [field.path for field in submission.form.fields.values() if field.kind.uploaded]
    return [path for template in templates for path in submission.form.expand(template, submission.cells)]


def all_files(submission: Submission, hidden: Collection[str] = ()) -> list[dict[str, Any]]:
    """The files of all slots, hidden ones left out."""
    paths = [path for path in slot_paths(submission) if not covered(path, hidden)]
    return [entry for path in paths for entry in entries_of(submission, path)]


def clean_name(name: str) -> str:
    """A file's own name without folders and control characters; odd and long names are kept."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    name = "".join(
        character for character in name if unicodedata.category(character) not in ("Cc", "Cf", "Cs")
    ).strip()
    stem, dot, extension = name.rpartition(".")
    return (stem[: LONGEST_NAME - len(extension) - 1] + dot + extension) if len(name) > LONGEST_NAME else name


def _check_name(name: str, limits: Limits) -> None:
    kind = extension_of(name)
    if not name or kind not in limits.types:
        known = name or _("未命名")
        raise Refused(
            _("“%(name)s”的类型不在允许之列，可上传：%(types)s", name=known, types=joined(limits.types))
        )


def _check_room(entries: list[dict[str, Any]], limits: Limits) -> None:
    if len(entries) >= limits.files:
        raise Refused(
            counted("这一项最多 %(count)s 个文件，请先删除不需要的文件，或把多个文件合并", limits.files)
        )


def _too_large(name: str, limits: Limits, used: int) -> str:
    if used + limits.file_bytes > limits.total_bytes:
        left = max(0, limits.total_bytes - used) // MEGABYTE
        return _(
            "“%(name)s”放不下：本表附件合计不超过 %(total)s MB，还剩 %(left)s MB",
            name=name,
            total=limits.total_bytes // MEGABYTE,
            left=left,
        )
    limit = limits.file_bytes // MEGABYTE
    return _("“%(name)s”超过 %(limit)s MB，请压缩或拆分后上传", name=name, limit=limit)
