"""Adding a kind takes one Python file and two templates: a toy kind from a folder goes the whole way."""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from jinja2 import ChoiceLoader, FileSystemLoader
from pypdf import PdfReader

from server import demo
from server.forms import apply, compile_form, json
from server.forms.kinds import KINDS, register
from server.printing import print_html
from server.printing.layout import environment
from server.printing.pdf import pdf_bytes
from server.settings import Settings
from server.web.app import create_app
from server.web.services import open_services
from tests.forms.tables import table
from tests.web.conftest import Client

MODULE = '''
"""Grades: A to D, in any case."""

from server.forms.kinds import Kind


class Grade(Kind):
    """A letter, kept in capitals."""

    name = "grade"
    title = "等级"
    formats = {"grade": (lambda text: text in ("A", "B", "C", "D"), "等级应为 A 至 D")}

    def parse(self, raw, field):
        raw = super().parse(raw, field)
        return raw.upper() if isinstance(raw, str) else raw

    def show(self, value, field):
        return f"{value}级" if value else ""
'''
SCREEN = """{% from "controls.html" import line %}
{{ line(cell, "text", "text graded") }}
"""
PRINT = """{% set shape, room = "cell", 4 %}
{% macro value(cell) %}【{{ cell.text }}】{% endmacro %}
"""
DEFINITION = table(grade={"title": "信用等级", "type": "string", "format": "grade"})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The three files, and the kind registered for as long as the tests run."""
    made = tmp_path_factory.mktemp("grade")
    for name, text in {
        "grade.py": MODULE,
        "screen/kinds/grade.html": SCREEN,
        "print/kinds/grade.html": PRINT,
    }.items():
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("grade", made / "grade.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    register(module)
    paper = environment("default")
    before = paper.loader
    paper.loader = ChoiceLoader([FileSystemLoader(made / "print"), before])
    yield made
    paper.loader = before
    del KINDS["grade"]


@pytest.fixture
def client(folder: Path, tmp_path: Path) -> Iterator[Client]:
    """Signed in at a server that offers the form and finds the screen template."""
    definition = {key: value for key, value in DEFINITION.items() if key != "x-lists"}
    (tmp_path / "graded.json").write_text(json.dumps(definition), encoding="utf-8")
    settings = Settings(data=tmp_path / "data", forms=(tmp_path,))
    services = open_services(settings)
    demo.seed(services.store, services.forms, services.accounts, services.submissions)
    app = create_app(settings, services)
    app.jinja_loader = ChoiceLoader([FileSystemLoader(folder / "screen"), app.jinja_loader])
    app.test_client_class = Client
    signed_in = app.test_client()
    signed_in.sign_in("qiye3")
    yield signed_in
    services.close()


def test_what_is_typed_is_kept_and_judged_by_the_new_kind(folder: Path) -> None:
    form = compile_form(DEFINITION)
    assert apply(form, {}, {"s/grade": "a"}).cells == {"s/grade": "A"}
    wrong = apply(form, {}, {"s/grade": "e"})
    assert [finding.message for finding in wrong.findings["s/grade"]] == ["等级应为 A 至 D"]


def test_it_is_drawn_saved_and_drawn_again(client: Client) -> None:
    at = f"/submissions/{client.post('/api/submissions', json={'form': 'graded'}).json['id']}"
    client.post(f"{at}/sections/s", data={"s/grade": "b", "csrf_token": client.token, "revision": "1"})
    assert client.get(f"/api{at}").json["answers"] == {"s": {"grade": "B"}}
    drawn = BeautifulSoup(client.get(at).data, "html.parser").select_one("input.graded")
    assert (drawn["name"], drawn["value"]) == ("s/grade", "B")


def test_it_is_printed_by_its_own_template(folder: Path) -> None:
    html = print_html(compile_form(DEFINITION), {"s/grade": "C"})
    text = PdfReader(io.BytesIO(pdf_bytes(html))).pages[0].extract_text()
    assert "【C级】" in text
