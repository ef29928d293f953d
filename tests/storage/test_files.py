"""Attachments are kept by content, streamed, and never half."""

import hashlib
import io
import tempfile
import tracemalloc
from secrets import token_hex

import boto3
import pytest
from moto.server import ThreadedMotoServer

from server.storage import open_files
from server.storage.files import TooLarge
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


@pytest.fixture(scope="session")
def bucket(tmp_path_factory):
    """A bucket on a local server that speaks S3."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "test")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        boto3.client("s3", endpoint_url=endpoint).create_bucket(Bucket="tianbiao")
        yield f"s3://tianbiao/{{}}?endpoint={endpoint}"
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def files(request, tmp_path, monkeypatch):
    """An empty place for files; what is received on the way lies in a folder of the test."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    if request.param == "folder":
        return open_files(tmp_path / "files")
    return open_files(request.getfixturevalue("bucket").format(token_hex(6)))


@pytest.fixture
def left_behind(files, tmp_path):
    """What lies there, and what was forgotten on the way."""
    return lambda: [*files.names(), *tmp_path.rglob("*.part")]


def test_a_file_comes_back_under_its_sha_256(files, left_behind):
    stored = files.put(io.BytesIO("营业执照".encode()), limit=100)
    assert stored.sha256 == hashlib.sha256("营业执照".encode()).hexdigest()
    assert stored.size == 12
    with files.open(stored.sha256) as file:
        assert file.read().decode() == "营业执照"


def test_the_same_content_is_kept_once(files, left_behind):
    assert files.put(io.BytesIO(b"same"), limit=4) == files.put(io.BytesIO(b"same"), limit=4)
    assert len(left_behind()) == 1


def test_a_file_one_byte_too_long_is_refused_and_leaves_nothing(files, left_behind):
    with pytest.raises(TooLarge) as caught:
        files.put(io.BytesIO(b"12345"), limit=4)
    assert caught.value.limit == 4
    assert left_behind() == []


def test_a_file_too_large_is_refused_as_soon_as_it_passes_the_limit(files, left_behind):
    stream = Endless(10**9)
    with pytest.raises(TooLarge, match="4 MB"):
        files.put(stream, limit=4 * 2**20)
    assert stream.left == 10**9 - 4 * 2**20 - 1


def test_a_stream_that_breaks_leaves_nothing(files, left_behind):
    with pytest.raises(ConnectionError):
        files.put(Endless(3 * 2**20, breaks=True), limit=10**9)
    assert left_behind() == []


def test_a_large_file_is_never_whole_in_memory(tmp_path):
    files = open_files(tmp_path / "files")
    tracemalloc.start()
    files.put(Endless(64 * 2**20), limit=10**9)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 * 2**20


@pytest.mark.parametrize("name", ["0" * 64, "../../etc/passwd", "", "A" * 64])
def test_a_file_that_is_not_there_is_missing(files, name):
    assert not files.exists(name)
    with pytest.raises(Missing):
        files.open(name)


def test_a_content_that_rotted_is_not_sound(tmp_path):
    files = open_files(tmp_path / "files")
    good, bad = (files.put(io.BytesIO(data), limit=9).sha256 for data in (b"good", b"bad"))
    (tmp_path / "files" / bad[:2] / bad).write_bytes(b"rot")
    assert (files.is_sound(good), files.is_sound(bad)) == (True, False)


def test_a_sound_file_is_sound(files):
    assert files.is_sound(files.put(io.BytesIO(b"good"), limit=9).sha256)


def test_names_tell_what_has_lain_there_long(files):
    name = files.put(io.BytesIO(b"old"), limit=9).sha256
    assert list(files.names()) == [name]
    assert list(files.names(older=3600)) == []


def test_a_file_can_be_taken_away(files):
    name = files.put(io.BytesIO(b"old"), limit=9).sha256
    files.remove(name)
    files.remove(name)
    assert not files.exists(name)
