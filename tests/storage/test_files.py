"""Attachments are kept by content, streamed, and never half."""

import hashlib
import io
import tracemalloc

import pytest

from server.storage.files import FileStore, TooLarge
from server.storage.interface import Missing


class Endless(io.RawIOBase):
    """A stream of zeros that ends after `size` bytes, or breaks there."""

    def __init__(self, size, breaks=False) -> None:
        self.left, self.breaks = size, breaks

    def read(self, size=-1):
        if not self.left and self.breaks:
            raise ConnectionError("the browser is gone")
        size = min(size, self.left)
        self.left -= size
        return bytes(size)


@pytest.fixture
def files(tmp_path):
    return FileStore(tmp_path / "files")


def left_behind(files):
    return [path for path in files.folder.rglob("*") if path.is_file()]


def test_a_file_comes_back_under_its_sha_256(files):
    stored = files.put(io.BytesIO("营业执照".encode()), limit=100)
    assert stored.sha256 == hashlib.sha256("营业执照".encode()).hexdigest()
    assert stored.size == 12
    with files.open(stored.sha256) as file:
        assert file.read().decode() == "营业执照"


def test_the_same_content_is_kept_once(files):
    assert files.put(io.BytesIO(b"same"), limit=4) == files.put(io.BytesIO(b"same"), limit=4)
    assert len(left_behind(files)) == 1


def test_a_file_one_byte_too_long_is_refused_and_leaves_nothing(files):
    with pytest.raises(TooLarge) as caught:
        files.put(io.BytesIO(b"12345"), limit=4)
    assert caught.value.limit == 4
    assert left_behind(files) == []


def test_a_file_too_large_is_refused_as_soon_as_it_passes_the_limit(files):
    stream = Endless(10**9)
    with pytest.raises(TooLarge, match="4 MB"):
        files.put(stream, limit=4 * 2**20)
    assert stream.left == 10**9 - 4 * 2**20 - 1


def test_a_stream_that_breaks_leaves_nothing(files):
    with pytest.raises(ConnectionError):
        files.put(Endless(3 * 2**20, breaks=True), limit=10**9)
    assert left_behind(files) == []


def test_a_large_file_is_never_whole_in_memory(files):
    tracemalloc.start()
    files.put(Endless(64 * 2**20), limit=10**9)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 2**20


@pytest.mark.parametrize("name", ["0" * 64, "../../etc/passwd", "", "A" * 64])
def test_a_file_that_is_not_there_is_missing(files, name):
    assert not files.exists(name)
    with pytest.raises(Missing):
        files.open(name)


def test_check_names_the_files_whose_content_has_changed(files):
    good, bad = (files.put(io.BytesIO(data), limit=9).sha256 for data in (b"good", b"bad"))
    assert list(files.check()) == []
    files.path(bad).write_bytes(b"rot")
    assert list(files.check()) == [bad]
    assert files.exists(good)
