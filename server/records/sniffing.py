"""What a file really is: its first bytes against its extension, and the inside of zip containers."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

SIGNATURES: tuple[tuple[bytes, int, str], ...] = (
    (b"%PDF-", 0, "pdf"),
    (b"\xff\xd8\xff", 0, "jpeg"),
    (b"\x89PNG\r\n\x1a\n", 0, "png"),
    (b"GIF8", 0, "gif"),
    (b"II*\x00", 0, "tiff"),
    (b"MM\x00*", 0, "tiff"),
    (b"BM", 0, "bmp"),
    (b"PK\x03\x04", 0, "zip"),
    (b"PK\x05\x06", 0, "zip"),
    (b"Rar!\x1a\x07", 0, "rar"),
    (b"7z\xbc\xaf\x27\x1c", 0, "7z"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0, "ole"),
    (b"ftyp", 4, "mp4"),
)

INSIDE = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/", "ofd": "OFD.xml"}
"""Office documents are zip containers with a telling entry."""

EXPECTED = {
    "pdf": {"pdf"},
    "jpg": {"jpeg"},
    "jpeg": {"jpeg"},
    "png": {"png"},
    "gif": {"gif"},
    "bmp": {"bmp"},
    "tif": {"tiff"},
    "tiff": {"tiff"},
    "zip": {"zip", "docx", "xlsx", "pptx", "ofd"},
    "rar": {"rar"},
    "7z": {"7z"},
    "doc": {"ole", "docx"},
    "xls": {"ole", "xlsx"},
    "ppt": {"ole", "pptx"},
    "wps": {"ole"},
    "et": {"ole"},
    "docx": {"docx"},
    "xlsx": {"xlsx"},
    "pptx": {"pptx"},
    "ofd": {"ofd"},
    "mp4": {"mp4"},
}
"""Extension -> what its content may be."""

MOST_READ = 4 * 2**20
"""Bytes of a zip container that are looked at. Its list of entries alone may unfold to gigabytes."""


def content_of(path: Path) -> str:
    """What a file is by its content: a word of EXPECTED's values, "" when unknown."""
    with path.open("rb") as file:
        head = file.read(1024)
    for signature, offset, name in SIGNATURES:
        if head[offset:].startswith(signature):
            return _container(path) if name == "zip" else name
    # A PDF may carry a little rubbish before its header (ISO 32000-1, annex H.3.4.1).
    return "pdf" if b"%PDF-" in head else ""


def extension_of(name: str) -> str:
    """Lower-case extension without the dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def fits(path: Path, name: str) -> bool:
    """Whether the content is what the extension says."""
    return content_of(path) in EXPECTED.get(extension_of(name), set())


class _Sparing(io.FileIO):
    """A file that gives no more than MOST_READ bytes in all."""

    left = MOST_READ

    def read(self, size: int | None = -1) -> bytes:
        """As FileIO does; raises BadZipFile when too much is asked for."""
        wanted = super().read(min(self.left + 1, self.left + 1 if size is None or size < 0 else size))
        self.left -= len(wanted)
        if self.left < 0 or (size or 0) > MOST_READ:
            raise zipfile.BadZipFile("too many entries")
        return wanted


def _container(path: Path) -> str:
    try:
        with _Sparing(path) as file, zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return ""
    for kind, entry in INSIDE.items():
        if any(name.startswith(entry) for name in names):
            return kind
    return "zip"
