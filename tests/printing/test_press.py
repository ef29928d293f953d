"""The press: printing in processes of its own, once for each document."""

import os
import time

import pytest

from server.jobs import Press, PressTrouble
from server.jobs import press as module
from server.printing.pdf import pdf_bytes

pytestmark = pytest.mark.paper


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    return tmp_path_factory.mktemp("print")


@pytest.fixture(scope="module")
def press(kept):
    press = Press(workers=1, seconds=60, kept=kept)
    yield press
    press.close()


def test_a_worker_prints_the_same_bytes_as_this_process(press, page):
    html = page()
    assert press.submit(html).result(60) == pdf_bytes(html)


def test_a_finished_document_is_kept_and_not_printed_again(press, page, kept):
    html = page(company="另一公司")
    first = press.submit(html).result(60)
    started = time.perf_counter()
    again = press.submit(html)
    assert again.done() and again.result() == first and time.perf_counter() - started < 0.1
    assert not list(kept.glob("*.part"))


def test_asking_again_while_it_prints_waits_for_the_same_printing(press, page):
    html = page(company="第三公司")
    assert press.submit(html) is press.submit(html)


def test_the_oldest_documents_make_room(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MOST_KEPT", 2)
    for age, name in enumerate("abc"):
        module._keep(tmp_path / f"{name}.pdf", b"%PDF")
        os.utime(tmp_path / f"{name}.pdf", (age, age))
    module._keep(tmp_path / "d.pdf", b"%PDF")
    assert sorted(file.stem for file in tmp_path.iterdir()) == ["c", "d"]


def test_a_dead_worker_is_replaced(press, page):
    press.submit(page(company="先行公司")).result(60)
    for worker in press._pool._processes.values():
        worker.kill()
    assert press.submit(page(company="后来公司")).result(60).startswith(b"%PDF")


def test_a_document_that_takes_too_long_is_given_up(page):
    press = Press(workers=1, seconds=1)
    with pytest.raises(PressTrouble, match="过长"):
        press.submit(page(story="长" * 400_000)).result(60)
    assert press.submit(page(story="短")).result(60).startswith(b"%PDF")
    press.close()
