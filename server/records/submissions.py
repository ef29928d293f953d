"""The life of a submission: created, filled in by patches, submitted, withdrawn, taken up for review.

States: draft → submitted → reviewing; withdrawing leads from submitted back to draft. Each step is one
atomic commit. At submission the answers are frozen as a copy of record that nothing changes any more.
`save` is step 3 of one answer's journey.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from ..forms import (
    Cells,
    Finding,
    Form,
    Progress,
    Saved,
    apply,
    assemble,
    check_cells,
    disassemble,
    hidden_paths,
    progress,
    readonly_paths,
    required_paths,
    validate_cells,
)
from ..forms import json as forms_json
from ..forms.saving import Clash, Touched, merge
from ..language import counted, gettext_noop
from ..language import gettext as _
from ..storage.interface import Conflict, Missing, Operation, Patch, Put, Record, Store, now
from . import references
from .accounts import Account
from .definitions import Forms

DRAFT, SUBMITTED, REVIEWING = "draft", "submitted", "reviewing"
REGION_INDEX = {2: "province", 4: "city", 6: "county", 9: "county"}
"""Digits of an officer's region -> the index of its queue."""

NO_DRAFT = gettext_noop("本申报已提交，不能再修改；如需修改请先撤回")
ATTEMPTS = 8
MOST_CHANGES = 3000
MOST_SUBMISSIONS = 100
MOST_CHARACTERS = 1_000_000
"""Of all answers of one submission. The longest real table asks for some 100 000."""
TOO_MUCH = gettext_noop("本表内容过多，这次改动没有保存；请删减文字，或把材料作为附件上传")


class Refused(Exception):
    """A step that is not possible now; the Chinese message says why and what to do."""


class Busy(Exception):
    """Others were quicker too many times; trying again will do."""

    def __init__(self) -> None:
        super().__init__(_("保存时多次遇到他人同时修改，请稍后重试"))


class Incomplete(Refused):
    """The table can't be submitted yet; `findings` say what is wrong, where."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__(counted("还有 %(count)s 处需要修改，改好后才能提交", len(findings)))


@dataclass(frozen=True)
class Submission:
    """One enterprise's record for one form, as it is now.

    `status` is draft, submitted or reviewing; `revision` grows by one with every saved change; `header`
    is the stored record.
    """

    id: str
    status: str
    revision: int
    header: Record
    form: Form
    cells: dict[str, Any]
    touched: Touched


@dataclass
class Reply:
    """What a save tells the page: everything that is different from what the page knew.

    How far the sections are (`progress`) is told only to a page that asks what it has missed.
    """

    submission: Submission
    saved: Saved
    since: int
    at: str
    clashes: list[Clash] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)


class Submissions:
    """All submissions. Knows accounts only as actors; who may do what is asked by the caller."""

    def __init__(self, store: Store, forms: Forms) -> None:
        self.store, self.forms = store, forms

    def create(self, form: Form, account: Account, enterprise: Record, answers: Any = None) -> Submission:
        """A new draft that pins the form. `answers` prefill it; enterprise facts fill what is blank."""
        if len(self.of_enterprise(enterprise["id"])) >= MOST_SUBMISSIONS:
            raise Refused(counted("一家企业最多 %(count)s 份申报，请使用已有的草稿", MOST_SUBMISSIONS))
        known = apply(form, {}, _facts(form, enterprise), trusted=True).cells
        given, _clashes = merge(form, known, {}, 0, disassemble(form, {} if answers is None else answers))
        start = apply(form, known, given).cells  # answers are no more trusted here than in a save
        if sum(len(str(value)) for value in start.values()) > MOST_CHARACTERS:
            raise Refused(_(TOO_MUCH))
        moment = now()
        header = {
            "form": form.id,
            "form_hash": form.hash,
            "title": form.source_title,
            "edition": str(form.edition),
            "enterprise": enterprise["id"],
            "enterprise_name": enterprise["name"],
            "region": enterprise["region"],
            "province": enterprise["region"][:2],
            "city": enterprise["region"][:4],
            "status": DRAFT,
            "created_at": moment,
        }
        submission_id = uuid.uuid4().hex[:16]
        body = {"cells": start, "touched": {}}
        put = Put("submission", submission_id, header, expect=0, body=body, actor=account.id, what="create")
        pin = self.forms.pin(form)
        self.store.commit(*([pin] if pin else []), put)
        return self.load(submission_id)

    def header(self, submission_id: str) -> Record:
        """The stored record alone. Raises Missing."""
        header = self.store.get("submission", submission_id)
        if header is None:
            raise Missing("submission", submission_id)
        return header

    def load(self, submission_id: str) -> Submission:
        """A submission with its form and cells. Raises Missing."""
        header = self.header(submission_id)
        body = self.store.body("submission", submission_id)
        form = self.forms.pinned(header["form_hash"])
        status, revision = str(header["status"]), int(header["revision"])
        return Submission(submission_id, status, revision, header, form, body["cells"], body["touched"])

    def save(
        self,
        submission_id: str,
        account: Account,
        base: int,
        operation: str,
        changes: Mapping[str, Any],
        trusted: bool = False,
    ) -> Reply:
        """Merge a patch into a draft and keep it durably; the reply says what followed from it.

        `base` is the revision the page knew, `operation` the page's own name for this save: sending
        the same again changes nothing. Raises Missing, Refused when it is no longer a draft.
        """
        if len(changes) > MOST_CHANGES:
            raise Refused(counted("一次最多保存 %(count)s 处改动，请分几次保存", MOST_CHANGES))
        for _attempt in range(ATTEMPTS):
            submission = self.load(submission_id)
            if submission.status != DRAFT:
                raise Refused(_(NO_DRAFT))
            accepted, clashes = merge(submission.form, submission.cells, submission.touched, base, changes)
            saved = apply(submission.form, submission.cells, accepted, trusted)
            try:
                return self._keep(submission, account, base, operation, saved, clashes)
            except Conflict:
                continue
        raise Busy

    def since(self, submission_id: str, base: int) -> Reply:
        """What a page that knows revision `base` has missed."""
        submission = self.load(submission_id)
        form, cells = submission.form, submission.cells
        hidden, required = hidden_paths(form, cells), required_paths(form, cells)
        saved = Saved(cells, hidden=hidden, required=required, readonly=readonly_paths(form, cells))
        missed = [path for path, mark in submission.touched.items() if mark[0] > base]
        saved.findings = check_cells(form, cells, missed)
        done = progress(form, cells, saved.hidden or ())
        return Reply(submission, saved, base, now(), progress=done)

    def check(self, submission: Submission) -> list[Finding]:
        """Everything that would keep this submission from being submitted, and warnings."""
        return validate_cells(submission.form, submission.cells, complete=True)

    def submit(self, submission_id: str, account: Account) -> Submission:
        """Judge the whole table, freeze the copy of record, hand over. Raises Incomplete, Refused."""
        submission = self.load(submission_id)
        if submission.status != DRAFT:
            raise Refused(_("本申报已经提交，无需重复提交"))
        findings = [finding for finding in self.check(submission) if finding.is_error]
        if findings:
            raise Incomplete(findings)
        moment, copy_id = now(), uuid.uuid4().hex
        form, cells = submission.form, submission.cells
        answers = assemble(form, cells, hidden_paths(form, cells)).answers
        record = {
            "submission": submission_id,
            "form": form.id,
            "form_hash": form.hash,
            "submitted_at": moment,
            "submitted_by": account.name,
            "sha256": forms_json.fingerprint(answers),
        }
        body = {"answers": answers, "cells": cells}
        copy = Put("copy", copy_id, record, expect=0, body=body, actor=account.id, what="freeze")
        changed = {"status": SUBMITTED, "submitted_at": moment, "copy": copy_id}
        needed = references.needs(_sha256s(form, cells), copy_id)
        self._step(submission, account, "submit", changed, copy, *needed)
        return self.load(submission_id)

    def withdraw(self, submission_id: str, account: Account) -> Submission:
        """Back to draft while nobody has started reviewing. The copy of record stays in the archive."""
        submission = self.load(submission_id)
        if submission.status == REVIEWING:
            raise Refused(_("主管部门已开始审核，不能撤回；如需修改请联系受理部门退回"))
        if submission.status != SUBMITTED:
            raise Refused(_("本申报尚未提交，无需撤回"))
        self._step(submission, account, "withdraw", {"status": DRAFT, "submitted_at": None, "copy": None})
        return self.load(submission_id)

    def begin_review(self, submission_id: str, account: Account) -> Submission:
        """An officer takes the submission up; from now on it can't be withdrawn."""
        submission = self.load(submission_id)
        if submission.status != SUBMITTED:
            raise Refused(_("只有已提交、尚未受理的申报可以开始审核"))
        self._step(submission, account, "begin-review", {"status": REVIEWING})
        return self.load(submission_id)

    def copy_of_record(self, submission: Submission) -> Record | None:
        """The copy of record in force, with its answers; None for drafts."""
        copy_id = submission.header.get("copy")
        if not copy_id:
            return None
        record = self.store.get("copy", copy_id)
        return {**record, **self.store.body("copy", copy_id)} if record else None

    def of_enterprise(self, enterprise: str) -> list[Record]:
        """Headers of an enterprise's submissions, newest first."""
        return self.store.find("submission", "enterprise", (enterprise,), limit=500)[::-1]

    def in_regions(self, regions: tuple[str, ...], limit: int = 200) -> list[Record]:
        """Headers of what was submitted in these regions, oldest first."""
        found: list[Record] = []
        for prefix, status in product(regions, (SUBMITTED, REVIEWING)):
            found += self.store.find("submission", REGION_INDEX[len(prefix)], (status, prefix), limit=limit)
        return sorted(found, key=lambda header: str(header["submitted_at"]))

    def _step(
        self,
        submission: Submission,
        account: Account,
        what: str,
        changed: Mapping[str, Any],
        *others: Operation,
    ) -> None:
        header, revision = dict(changed), submission.revision
        step = Patch("submission", submission.id, {}, revision, actor=account.id, what=what, set=header)
        try:
            self.store.commit(*others, step)
        except Conflict:
            raise Refused(_("表格刚刚被同事修改，请刷新核对后重试")) from None

    def _files(self, submission: Submission, different: Collection[str], saved: Saved) -> list[Operation]:
        """What a save changes in which files the submission needs; mostly nothing."""
        form = submission.form
        if not any(_is_slot(form, path) for path in different):
            return []
        before, after = _sha256s(form, submission.cells), _sha256s(form, saved.cells)
        gone = references.needs_no_more(self.store, before - after, submission.id)
        return [*references.needs(after - before, submission.id), *gone]

    def _keep(
        self,
        submission: Submission,
        account: Account,
        base: int,
        operation: str,
        saved: Saved,
        clashes: list[Clash],
    ) -> Reply:
        moment = now()
        before = submission.cells
        different = {path: value for path, value in saved.changes.items() if before.get(path) != value}
        if different:
            if sum(len(str(value)) for value in saved.cells.values()) > MOST_CHARACTERS:
                raise Refused(_(TOO_MUCH))
            mark = [submission.revision + 1, account.name, moment]
            touched = {path: mark for path in different}
            new = {  # a patch merges objects: what only the old one had is taken out by name
                path: {**dict.fromkeys(old), **value}
                if isinstance(value, dict) and isinstance(old := before.get(path), dict)
                else value
                for path, value in different.items()
            }
            patch = {"cells": new, "touched": touched}
            step = Patch("submission", submission.id, patch, submission.revision, operation, account.id)
            lists = any(isinstance(value, list | None) for value in different.values())
            also = self._files(submission, different, saved) if lists else []
            if self.store.commit(step, *also)[0] <= submission.revision:
                return self.since(submission.id, base)  # this operation was done before: what came of it
            known = {**submission.touched, **touched}
            revision = submission.revision + 1
            submission = replace(submission, revision=revision, cells=saved.cells, touched=known)
        return Reply(submission, saved, base, moment, clashes)


def _is_slot(form: Form, path: str) -> bool:
    found = form.field_at(path)
    return found is not None and found.kind.uploaded


def _sha256s(form: Form, cells: Cells) -> set[str]:
    """The files that stand in the slots of a table."""
    lists = [value for path, value in cells.items() if isinstance(value, list) and _is_slot(form, path)]
    entries = [entry for entries in lists for entry in entries if isinstance(entry, dict)]
    return {str(entry["sha256"]) for entry in entries if "sha256" in entry}


def _facts(form: Form, enterprise: Record) -> dict[str, Any]:
    """What is known of the enterprise, for the fields that say they want it (`x-prefill`)."""
    known: Cells = enterprise.get("facts", {})
    wanted = {path: found.schema.get("x-prefill") for path, found in form.fields.items()}
    return {path: known[name] for path, name in wanted.items() if isinstance(name, str) and name in known}
