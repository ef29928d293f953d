"""Files of a submission: taken by their content within the definition's limits, or refused with a reason."""

from __future__ import annotations

import io
import zipfile

import pytest

from server.forms import Library, compile_form
from server.records import references
from server.records.attachments import Limits, all_files, clean_name, limits_of
from server.records.submissions import Refused
from server.storage.interface import Missing
from tests.records.conftest import COMPLETE

PDF = b"%PDF-1.7\n" + b"x" * 100
JPG = b"\xff\xd8\xff\xe0" + b"x" * 100
MEGABYTE = 2**20


@pytest.fixture
def draft(office):
    return office.draft(form="files")


def add(office, draft, content=PDF, name="证书.pdf", path="files/proof", caption=""):
    stream = io.BytesIO(content)
    return office.attachments.add(draft.id, office.people["anna"], path, name, stream, caption)


def files(office, draft):
    return all_files(office.submissions.load(draft.id))


def kept(office):
    """How many files lie on the disk."""
    return len([path for path in (office.folder / "files").rglob("*") if path.is_file()])


def docx():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    return buffer.getvalue()


def test_a_file_is_listed_with_name_size_hash_and_caption(office, draft):
    add(office, draft, caption=" 专利证书 ")
    (entry,) = files(office, draft)
    assert (entry["name"], entry["size"], entry["type"]) == ("证书.pdf", len(PDF), "application/pdf")
    assert entry["caption"] == "专利证书"
    assert office.attachments.files.open(entry["sha256"]).read() == PDF


@pytest.mark.parametrize(
    ("name", "content"), [("a.pdf", PDF), ("a.JPG", JPG), ("a.docx", docx()), ("a.zip", docx())]
)
def test_what_the_definition_allows_is_accepted_by_content(office, draft, name, content):
    add(office, draft, content, name)
    assert len(files(office, draft)) == 1


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("发票.pdf", b"MZ\x90\x00" + b"\x00" * 100, "内容与扩展名不符（可能改过名或已损坏）"),
        ("发票.pdf", JPG, "内容与扩展名不符"),
        ("setup.exe", b"MZ\x90\x00", "可上传：pdf、jpg、docx、zip"),
        ("没有扩展名", PDF, "类型不在允许之列"),
        ("", PDF, "“未命名”的类型"),
        ("空.pdf", b"", "是空文件，请重新选择"),
        ("大.pdf", PDF + b"x" * MEGABYTE, "超过 1 MB，请压缩或拆分"),
    ],
)
def test_a_refused_file_says_why_and_is_not_listed(office, draft, name, content, reason):
    with pytest.raises(Refused, match=reason):
        add(office, draft, content, name)
    assert files(office, draft) == []


def test_a_file_that_is_too_large_leaves_nothing_on_the_disk(office, draft):
    with pytest.raises(Refused):
        add(office, draft, PDF + b"x" * MEGABYTE)
    assert kept(office) == 0


def test_all_files_together_have_a_limit(office, draft):
    almost = PDF + b"x" * (MEGABYTE - len(PDF) - 10)
    add(office, draft, almost), add(office, draft, almost)
    with pytest.raises(Refused, match="合计不超过 2 MB，还剩 0 MB"):
        add(office, draft, PDF)
    assert len(files(office, draft)) == 2


def test_a_slot_has_a_number_of_files(office, draft):
    add(office, draft, JPG, "一.jpg", "files/photo")
    with pytest.raises(Refused, match="最多 1 个文件"):
        add(office, draft, JPG + b"2", "二.jpg", "files/photo")
    assert kept(office) == 1


def test_a_slot_may_take_less_than_the_form(office, draft):
    with pytest.raises(Refused, match="可上传：jpg"):
        add(office, draft, PDF, path="files/photo")


def test_the_same_content_is_kept_once(office, draft):
    add(office, draft, name="一.pdf"), add(office, draft, name="二.pdf")
    assert [entry["name"] for entry in files(office, draft)] == ["一.pdf", "二.pdf"]
    assert kept(office) == 1


def test_a_file_is_captioned_found_and_removed(office, draft):
    add(office, draft)
    (entry,) = files(office, draft)
    anna = office.people["anna"]
    office.attachments.caption(draft.id, anna, "files/proof", entry["id"], "正本")
    assert office.attachments.find(office.submissions.load(draft.id), entry["id"])["caption"] == "正本"
    office.attachments.remove(draft.id, anna, "files/proof", entry["id"])
    with pytest.raises(Missing):
        office.attachments.find(office.submissions.load(draft.id), entry["id"])


@pytest.mark.parametrize("path", ["class/fee", "files/nothing", "", "files"])
def test_what_is_no_slot_is_missing(office, draft, path):
    with pytest.raises(Missing):
        add(office, draft, path=path)


def test_a_submitted_table_takes_no_files(office, complete):
    draft = office.draft(form="files", answers=complete)
    office.submissions.submit(draft.id, office.people["anna"])
    with pytest.raises(Refused, match="请先撤回"):
        add(office, draft)
    assert kept(office) == 0


@pytest.mark.parametrize(
    ("name", "kept_as"),
    [
        ("䶮𬭎（正本）#1 &'\".pdf", "䶮𬭎（正本）#1 &'\".pdf"),
        ("C:\\文件\\执照.pdf", "执照.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("a\x00b\r\nc\u202e.pdf", "abc.pdf"),
        (" 前后空格.pdf ", "前后空格.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("e\u0301.pdf", "\u00e9.pdf"),
    ],
)
def test_odd_names_are_kept_without_what_is_dangerous(name, kept_as):
    assert clean_name(name) == kept_as


def test_the_limits_come_from_slot_then_form_then_product(office, draft):
    fields = draft.form.fields
    assert limits_of(draft.form, fields["files/proof"]) == Limits(
        ("pdf", "jpg", "docx", "zip"), MEGABYTE, 2 * MEGABYTE, 10
    )
    assert limits_of(draft.form, fields["files/photo"]).types == ("jpg",)


def test_the_real_table_has_the_limits_of_its_manual():
    form = compile_form(Library().read("jiangsu/product/2021"))
    scans = [field for field in form.fields.values() if field.kind.uploaded and field.key == "scan"]
    assert {limits_of(form, field).file_bytes for field in scans} == {50 * MEGABYTE}


def test_a_slot_that_is_locked_takes_and_loses_nothing(office, draft):
    add(office, draft, path="files/sealed")
    office.save(draft, {"class/needs_room": "是"})
    with pytest.raises(Refused, match="现在不能修改"):
        add(office, draft, path="files/sealed")
    [kept] = files(office, draft)
    with pytest.raises(Refused, match="现在不能修改"):
        office.attachments.remove(draft.id, office.people["anna"], "files/sealed", kept["id"])


def test_a_file_is_needed_while_it_stands_in_a_slot(office, draft):
    add(office, draft)
    (entry,) = files(office, draft)
    assert references.count(office.store, entry["sha256"]) == 1
    office.attachments.remove(draft.id, office.people["anna"], "files/proof", entry["id"])
    assert references.count(office.store, entry["sha256"]) == 0


def test_a_content_that_stands_twice_is_needed_until_both_are_gone(office, draft):
    for name in ("甲.pdf", "乙.pdf"):
        add(office, draft, name=name)
    first, second = files(office, draft)
    for left, entry in ((1, first), (0, second)):
        office.attachments.remove(draft.id, office.people["anna"], "files/proof", entry["id"])
        assert references.count(office.store, entry["sha256"]) == left


def test_the_copy_of_record_needs_its_files_even_when_the_draft_no_more_does(office):
    draft = office.draft(form="files", answers=COMPLETE)
    add(office, draft)
    (entry,) = files(office, draft)
    anna = office.people["anna"]
    office.submissions.submit(draft.id, anna)
    office.submissions.withdraw(draft.id, anna)
    office.attachments.remove(draft.id, anna, "files/proof", entry["id"])
    assert references.count(office.store, entry["sha256"]) == 1
