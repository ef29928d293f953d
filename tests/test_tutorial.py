"""docs/tutorial.md is right: who does what it says sees what it shows, and gets the files it gives."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest

from server import demo
from server.settings import Settings
from server.web.app import create_app
from server.web.services import open_services
from tests.tutorial import DONE, PAGE, STEP, Reader, every_command, rewritten
from tests.web.conftest import PASSWORDS, Client

TEXT = PAGE.read_text(encoding="utf-8")
COMMANDS = every_command(TEXT)
FORM = "shili/jigai/2026"
ACCOUNT = re.findall(r"用账号 `(.*?)`、密码 `(.*?)` 登录", TEXT)[0]
TYPED = {
    "script/setup server",
    "source .venv/bin/activate",
    "mkdir -p ~/biaodan",
    "cd ~/biaodan",
    "rm -r data",
    "tianbiao serve --forms forms --demo",
}
"""What needs a terminal of one's own; other tests start the server and the scripts."""


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """Somebody who has read the page to its end and done everything."""
    with pytest.MonkeyPatch.context() as patch:
        one = Reader(tmp_path_factory.mktemp("biaodan"))
        patch.chdir(one.folder)
        one.follow(TEXT)
        if os.environ.get("TIANBIAO_WRITE_DOCS"):
            PAGE.write_text(rewritten(TEXT, one.printed), encoding="utf-8")
            for name in ("2026.json", "2027.json"):
                (DONE / name).write_bytes((one.folder / "forms/shili/jigai" / name).read_bytes())
            for name in ("answers.json", "answers-2027.json", "jigai-2026.json"):
                (DONE / name).write_bytes((one.folder / name).read_bytes())
        yield one


@pytest.mark.paper
@pytest.mark.parametrize("told", COMMANDS, ids=lambda told: f"{told.number} {told.command}")
def test_a_command_prints_what_the_page_shows(reader, told):
    assert reader.printed[told.number] == told.shown


@pytest.mark.parametrize("name", sorted(path.name for path in DONE.iterdir()))
def test_the_files_that_are_given_are_those_a_reader_makes(reader, name):
    (made,) = reader.folder.rglob(name)
    assert made.read_bytes() == (DONE / name).read_bytes()


def test_every_block_of_the_page_is_a_step_or_told_to_be_typed():
    fences = [step["fence"] for step in STEP.finditer(TEXT) if step["fence"] is not None]
    assert set(fences) == {"json", "console", "sh"}
    assert TEXT.count("```") == 2 * len(fences)


def test_what_is_typed_without_being_run_here_is_there():
    typed = "".join(step["text"] for step in STEP.finditer(TEXT) if step["fence"] == "sh")
    for line in typed.splitlines():
        assert line in TYPED


@pytest.fixture(scope="module")
def client(reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """The enterprise of the page, signed in to a server on the reader's folder."""
    settings = Settings(data=tmp_path_factory.mktemp("data"), forms=(reader.folder / "forms",), demo=True)
    services = open_services(settings)
    demo.seed(services.store, services.forms, services.accounts, services.submissions)
    application = create_app(settings, services)
    application.test_client_class = Client
    made = application.test_client()
    made.sign_in(ACCOUNT[0])
    yield made
    services.close()


@pytest.fixture(scope="module")
def page(client: Client) -> str:
    """What the reader sees after 填写."""
    return client.post(f"/forms/{FORM}/start", follow_redirects=True).text


def test_the_account_of_the_page_is_one_of_the_demonstration():
    assert PASSWORDS[ACCOUNT[0]] == ACCOUNT[1]


def test_both_years_are_offered_to_be_filled_in(client):
    home = client.get("/").text
    assert home.count("<h3>中小企业技术改造补助申报表</h3>") == 2
    assert "可以填写的申报表" in home and ">填写<" in home


@pytest.mark.parametrize(
    "words",
    ["一、企业基本情况", "其他（请注明）", "2025年", "其中：主营业务收入", "增加一台设备", "六、真实性声明"],
)
def test_the_table_is_in_the_browser(page, words):
    assert words in page


def test_what_is_known_of_the_enterprise_is_there_already(page):
    assert 'value="示例工业软件有限公司"' in page


def test_a_draft_goes_on_as_it_was_begun(client, page, reader):
    file = reader.folder / "forms" / f"{FORM}.json"
    before = file.read_text(encoding="utf-8")
    file.write_text(before.replace("一、企业基本情况", "一、改过的栏目"), encoding="utf-8")
    again = client.post(f"/forms/{FORM}/start", follow_redirects=True).text
    file.write_text(before, encoding="utf-8")
    assert "一、企业基本情况" in again and "一、改过的栏目" not in again


def test_what_is_typed_in_the_browser_is_computed_and_found_wrong_at_once(client, page):
    submission = client.post("/api/submissions", json={"form": FORM, "answers": {}}).json
    typed = {"finance/revenue/y-1": "4,000", "finance/research/y-1": "150", "finance/main/y-1": "4100"}
    body = {"base_revision": submission["revision"], "operation": "typing", "changes": typed}
    reply = client.patch(f"/api/submissions/{submission['id']}", json=body).json
    assert reply["changes"]["finance/share/y-1"]["text"] == "3.75"
    assert "不应更大" in reply["findings"]["finance/main/y-1"][0]["message"]
