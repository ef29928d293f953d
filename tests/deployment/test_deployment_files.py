"""The files of script/deployment/ are right as they lie there, as far as this machine can judge them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from server.settings import Settings
from tests.deployment.nginx import OURS, Nginx
from tests.serving import ROOT

FOLDER = ROOT / "script" / "deployment"
UNIT = FOLDER / "tianbiao@.service"
VARIABLES = {f"TIANBIAO_{name.upper()}" for name in Settings.__dataclass_fields__}


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))


def test_nginx_accepts_its_configuration(tmp_path):
    nginx = Nginx(tmp_path / "nginx", [8000, 8001], root=False)
    done = subprocess.run(nginx.command("-t"), capture_output=True, text=True)
    assert done.returncode == 0 and "[warn] conflicting" not in done.stderr, done.stderr


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
def test_systemd_finds_nothing_wrong_with_the_unit_but_that_it_is_not_installed(tmp_path):
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text(encoding="utf-8").replace("/opt/tianbiao/.venv/bin/tianbiao", "/bin/true"))
    done = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["settings.env", "Containerfile", "compose.yaml"])
def test_only_settings_that_exist_are_set(name):
    named = re.findall(r"^\s*(?:ENV )?(TIANBIAO_\w+)", (FOLDER / name).read_text(encoding="utf-8"), re.M)
    assert named and set(named) <= VARIABLES


def test_an_image_is_built_from_folders_that_are_there():
    copied = re.findall(r"^COPY (.+) \S+$", (FOLDER / "Containerfile").read_text(encoding="utf-8"), re.M)
    sources = {source for line in copied for source in line.split()} - {"wheelhous[e]"}
    assert sources and all((ROOT / source).exists() for source in sources)


def test_an_image_has_the_packages_that_setup_asks_for():
    told = subprocess.run([ROOT / "script" / "setup", "--packages", "server"], capture_output=True, text=True)
    named = (FOLDER / "Containerfile").read_text(encoding="utf-8")
    assert all(name in named for name in told.stdout.split() if not name.startswith("python3"))


def test_what_the_proxy_container_replaces_is_in_the_configuration(compose):
    replaced = re.findall(r"-e s[/:](.+?)[/:](?=server|/dev)", compose["services"]["proxy"]["command"][-1])
    assert len(replaced) == 3 and all(text in OURS.read_text(encoding="utf-8") for text in replaced)


def test_the_containers_start_one_after_the_other(compose):
    services = compose["services"]
    assert services["server-1"]["depends_on"].keys() == {"database"}
    assert services["proxy"]["depends_on"].keys() == {"server-1", "server-2"}
    assert all(Path(FOLDER, path.split(":")[0]).exists() for path in services["proxy"]["volumes"][:1])
