"""People on a server whose disk is full: reading goes on, saving is refused calmly, and nothing is lost."""

from __future__ import annotations

import pytest

from server import demo
from server.settings import Settings
from server.web.app import create_app
from server.web.services import open_services
from tests.disks import SmallDisk
from tests.web.conftest import Client
from tests.web.test_api import patch, start


@pytest.fixture
def disk(tmp_path):
    """Room for the demo data, and a little more."""
    try:
        disk = SmallDisk(tmp_path / "disk", 16 * 2**20)
    except PermissionError as error:
        pytest.skip(f"no disk may be mounted here: {error}")
    yield disk
    disk.remove()


@pytest.fixture
def filling(disk):
    """A client with a submission of its own, before the disk is full."""
    settings = Settings(data=disk.folder / "data", demo=True)
    services = open_services(settings)
    demo.seed(services.store, services.forms, services.accounts, services.submissions)
    app = create_app(settings, services)
    app.test_client_class = Client
    client = app.test_client()
    client.sign_in("qiye3")
    yield client, start(client)
    services.close()


def save_until_refused(client, submission):
    """The answer to the save that the disk refused."""
    for number in range(200):
        change = {"basics/address": "示例路" * 40 + str(number)}
        answer = patch(client, submission, change, submission["revision"] + number, f"op-{number}")
        if answer.status_code != 200:
            return answer
    return answer


def test_a_save_on_a_full_disk_is_a_problem_that_passes_and_reading_goes_on(filling, disk):
    client, submission = filling
    disk.fill()
    refused = save_until_refused(client, submission)
    assert (refused.status_code, refused.json["title"]) == (503, "系统暂时不能保存，请稍后重试")
    assert refused.content_type.startswith("application/problem+json")
    assert str(disk.folder) not in refused.text
    assert client.get(f"/api/submissions/{submission['id']}").status_code == 200
    assert client.get("/").status_code == 200
    assert client.get("/health/ready").status_code == 503


def test_a_page_sent_to_a_full_disk_is_answered_by_a_calm_page(filling, disk):
    client, submission = filling
    disk.fill()
    save_until_refused(client, submission)
    address = f"/submissions/{submission['id']}/sections/basics"
    answer = client.post(address, data={"revision": submission["revision"], "basics/postcode": "210000"})
    assert answer.status_code == 503
    assert "已保存的内容不受影响" in answer.text
    assert "Traceback" not in answer.text
