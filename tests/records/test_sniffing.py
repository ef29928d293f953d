"""A file is what its first bytes say, not what it is called."""

from __future__ import annotations

import io
import zipfile

import pytest

from server.records.sniffing import EXPECTED, content_of, extension_of, fits


def zipped(*names: str) -> bytes:
    """A zip container with these entries."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


FILES = {
    "pdf": b"%PDF-1.7\n",
    "jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "png": b"\x89PNG\r\n\x1a\n\x00",
    "gif": b"GIF89a",
    "bmp": b"BM\x00\x00",
    "tif": b"II*\x00",
    "doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "rar": b"Rar!\x1a\x07\x01\x00",
    "7z": b"7z\xbc\xaf\x27\x1c",
    "mp4": b"\x00\x00\x00\x18ftypmp42",
    "zip": zipped("a.txt"),
    "docx": zipped("[Content_Types].xml", "word/document.xml"),
    "xlsx": zipped("[Content_Types].xml", "xl/workbook.xml"),
    "pptx": zipped("ppt/presentation.xml"),
    "ofd": zipped("OFD.xml", "Doc_0/Document.xml"),
}


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "content"
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize("extension", FILES)
def test_a_file_with_the_right_extension_fits(file, extension):
    assert fits(file(FILES[extension]), f"扫描件.{extension.upper()}")


@pytest.mark.parametrize("extension", FILES)
def test_a_renamed_program_fits_no_extension(file, extension):
    assert not fits(file(b"MZ\x90\x00\x03" + b"\x00" * 64), f"扫描件.{extension}")


@pytest.mark.parametrize(
    ("content", "name"),
    [("docx", "a.pdf"), ("pdf", "a.docx"), ("zip", "a.docx"), ("docx", "a.xlsx"), ("png", "a.jpg")],
)
def test_another_sort_of_file_does_not_fit(file, content, name):
    assert not fits(file(FILES[content]), name)


def test_an_office_document_may_be_sent_as_zip(file):
    assert fits(file(FILES["docx"]), "a.zip")


def test_an_old_word_name_may_hold_a_new_word_document(file):
    assert fits(file(FILES["docx"]), "a.doc")


def test_a_pdf_may_have_rubbish_before_its_header(file):
    assert content_of(file(b"\x00\r\n" * 100 + b"%PDF-1.4")) == "pdf"


@pytest.mark.parametrize("content", [b"", b"x", b"PK\x03\x04broken", b"\x00" * 2000], ids=repr)
def test_an_unknown_content_is_nothing(file, content):
    assert content_of(file(content)) == ""


@pytest.mark.parametrize(
    ("name", "extension"), [("a.PDF", "pdf"), ("a.tar.gz", "gz"), ("pdf", ""), ("a.", ""), (".pdf", "pdf")]
)
def test_the_extension_is_what_follows_the_last_dot(name, extension):
    assert extension_of(name) == extension


def test_every_extension_a_slot_may_allow_is_known():
    assert set(FILES) <= EXPECTED.keys()


def test_a_zip_container_whose_list_of_entries_is_a_bomb_is_not_unfolded(file):
    def listing(count):
        entries = (b"PK\x01\x02" + bytes(24) + b"\x01" + bytes(17) + b"a") * count
        sizes = len(entries).to_bytes(4, "little") + (4).to_bytes(4, "little")
        return file(b"PK\x03\x04" + entries + b"PK\x05\x06" + bytes(8) + sizes + bytes(2))

    assert content_of(listing(200)) == "zip"
    assert content_of(listing(200_000)) == ""
