"""An officer packs the tables of a region: watched, cancelled, downloaded, and nobody else's business."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.web.test_api import complete_submission


@pytest.fixture
def submitted(signed_in):
    """A table that an enterprise of Nanjing has submitted."""
    client = signed_in("qiye1")
    made = complete_submission(client)
    client.post(f"/api/submissions/{made['id']}/submit")
    return made


@pytest.fixture
def begun(submitted, signed_in):
    """The officer, and the page of the job just begun."""
    officer = signed_in("nanjing")
    return officer, officer.post("/archives").location


def test_a_region_is_packed_and_downloaded(begun, services, submitted):
    officer, page = begun
    waiting = officer.get(page)
    assert "等待开始" in waiting.text and waiting.headers["Refresh"]
    assert services.runner.run_due()
    assert "已完成" in officer.get(page).text and "Refresh" not in officer.get(page).headers
    packed = zipfile.ZipFile(io.BytesIO(officer.get(f"{page}/file").data))
    (name,) = [name for name in packed.namelist() if submitted["id"] in name]
    assert packed.read(name) == officer.get(f"/submissions/{submitted['id']}.pdf").data


def test_asking_again_shows_the_one_under_way(begun, services):
    officer, page = begun
    assert officer.post("/archives").location == page
    services.runner.run_due()
    assert officer.post("/archives").location != page
    services.runner.run_due()


def test_progress_is_told_to_programs_too(begun, services):
    officer, page = begun
    told = officer.get("/api" + page).json
    assert (told["state"], told["progress"]) == ("queued", {"done": 0, "total": 0, "text": ""})
    services.runner.run_due()
    assert officer.get("/api" + page).json["state"] == "done"


def test_it_can_be_cancelled(begun, services):
    officer, page = begun
    officer.post(f"{page}/cancel")
    assert "已取消" in officer.get(page).text
    assert officer.get(f"{page}/file").status_code == 404
    assert not services.runner.run_due()


def test_others_learn_nothing_of_it(begun, signed_in, services):
    _, page = begun
    for login in ("jiangsu", "qiye1"):
        other = signed_in(login)
        assert [other.get(path).status_code for path in (page, f"{page}/file", f"/api{page}")] == [404] * 3
    services.runner.run_due()


def test_only_officers_pack_regions(signed_in):
    assert signed_in("qiye1").post("/archives").status_code == 403
