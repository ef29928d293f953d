"""The contract of the house: what stands on what, and what is found nowhere. Each rule is one sentence."""

from __future__ import annotations

import ast
import contextlib
import os
import re
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from server.forms import Library
from server.forms.kinds import KINDS

ROOT = Path(__file__).resolve().parents[1]
SERVER = ROOT / "server"
MODULES = sorted(SERVER.rglob("*.py"))
FLOORS = ["cli", "web", "demo", "jobs", "printing", "records", "storage", "forms"]
"""From the roof to the ground; storage and forms stand beside each other."""

MADE = {".git", ".venv", ".cache", "data", "build", "dist", "__pycache__"} | {
    f".{tool}" for tool in ("mypy_cache", "pytest_cache", "ruff_cache", "hypothesis", "coverage")
}
"""What .gitignore names: made here, never committed."""

GROUND = {"language"}
"""What every floor stands on: the words of the language spoken."""

CELLAR = {"settings"}
"""May be used by whoever starts the server: cli and web."""


def name_of(path: Path) -> str:
    """server/forms/cells.py -> server.forms.cells, a package by its folder."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {name_of(path): path for path in MODULES}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path, late: bool = False) -> Iterator[str]:
    """Full names of what a module imports: at its head, or (`late`) inside functions."""
    package = name_of(path) if path.name == "__init__.py" else name_of(path).rpartition(".")[0]
    for node, inside in walk(tree(path)):
        if inside is late and isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif inside is late and isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def walk(node: ast.AST, inside: bool = False) -> Iterator[tuple[ast.AST, bool]]:
    """All nodes that run, and whether they stand inside a function (type-checking blocks don't run)."""
    for child in ast.iter_child_nodes(node):
        if (
            isinstance(child, ast.If)
            and isinstance(child.test, ast.Name)
            and child.test.id == "TYPE_CHECKING"
        ):
            continue
        yield child, inside
        yield from walk(
            child, inside or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        )


def room(name: str) -> str:
    """server.forms.cells.Cells -> forms"""
    return name.split(".")[1] if name.startswith("server.") else ""


def rooms_used_by(of: str) -> set[str]:
    used = {
        room(name)
        for path in MODULES
        if room(name_of(path)) == of
        for late in (False, True)
        for name in imports(path, late)
    }
    return used - {of, "", *GROUND}


def libraries_used_by(of: str) -> set[str]:
    return {name.split(".")[0] for path in MODULES if room(name_of(path)) == of for name in imports(path)}


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef):
                yield f"{name_of(path)}.{node.name}", node


def committed() -> Iterator[tuple[str, str]]:
    """Every text file of ours: all but what .gitignore names (git itself need not be installed)."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in MADE and not name.endswith(".egg-info")]
        for name in names:
            path = Path(folder, name)
            with contextlib.suppress(UnicodeDecodeError):
                yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


@pytest.mark.parametrize("floor", FLOORS)
def test_imports_go_down_only(floor):
    below = {"cli": set(FLOORS) - {"cli"}, "storage": set(), "forms": set()}.get(floor)
    below = set(FLOORS[FLOORS.index(floor) + 1 :]) if below is None else below
    if floor in ("cli", "web"):
        below = below | CELLAR
    assert rooms_used_by(floor) - {"__version__"} <= below


def test_there_is_no_other_floor():
    assert {room(name) for name in NAMES if room(name)} <= {*FLOORS, *CELLAR, *GROUND, "__main__"}


def test_the_ground_stands_on_nothing_of_ours():
    assert all(rooms_used_by(room) == set() for room in GROUND)


def test_forms_knows_neither_flask_nor_storage():
    unwanted = {"flask", "werkzeug", "wtforms", "flask_wtf", "jinja2", "tinydb", "filelock", "weasyprint"}
    assert not libraries_used_by("forms") & unwanted
    assert not rooms_used_by("forms")


def test_storage_knows_nothing_of_forms():
    assert "forms" not in rooms_used_by("storage")


def test_records_and_printing_know_nothing_of_the_web():
    for floor in ("records", "printing", "jobs"):
        assert not libraries_used_by(floor) & {"flask", "werkzeug", "wtforms", "flask_wtf"}, floor


def test_no_modules_import_each_other_in_a_circle():
    graph = {
        name: {near for used in imports(path) if (near := module_of(used)) != name}
        for name, path in NAMES.items()
    }
    try:
        TopologicalSorter({name: used - {""} for name, used in graph.items()}).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def module_of(name: str) -> str:
    """The module that gives a name: server.forms.json for both the module and what is in it."""
    while name and name not in NAMES:
        name = name.rpartition(".")[0]
    return "" if name == "server" else name


def test_only_weasyprint_and_the_command_line_import_late():
    late = {(name_of(path), name.split(".")[0]) for path in MODULES for name in imports(path, late=True)}
    assert {(module, name) for module, name in late if not module.startswith("server.cli")} <= {
        (module, "weasyprint") for module in NAMES
    }


@pytest.mark.parametrize("folder", ["server", "themes"])
def test_no_form_authority_or_year_of_ours_is_known_by_name(folder):
    """The demo data is excepted: it is made for the three tables that we ship."""
    ids = Library().ids()
    words = {part for form_id in ids for part in form_id.split("/")[:2]} | set(ids)
    words |= {Library().read(form_id)["x-form"]["authority"] for form_id in ids}
    known = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in sorted(words - {"product"})))
    hits = [
        (name, found.group())
        for name, text in committed()
        if name.startswith(folder + "/") and not name.startswith("server/demo/")
        for found in known.finditer(without_docstrings(name, text))
    ]
    assert hits == []


def without_docstrings(name: str, text: str) -> str:
    """An id may serve as an example in a docstring."""
    if not name.endswith(".py"):
        return text
    parsed = ast.parse(text)
    for node in ast.walk(parsed):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value.value = ""
    return ast.unparse(parsed)


def kind_questions(path: Path) -> Iterator[str]:
    """Where a module compares `….kind.name`, or something called kind with a kind's name."""
    for node in ast.walk(tree(path)):
        sides = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
        words = [ast.unparse(side) for side in sides]
        named = any(word.endswith("kind.name") for word in words)
        about = any(re.search(r"\bkind$|x-kind", word) for word in words)
        known = any(
            isinstance(part, ast.Constant) and part.value in KINDS
            for side in sides
            for part in ast.walk(side)
        )
        if named or (about and known):
            yield f"line {node.lineno}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_compares_a_kind_with_a_name(path):
    if "forms/kinds" not in str(path) and "forms/formulas" not in str(path):
        assert list(kind_questions(path)) == []


def test_the_search_for_such_questions_finds_them(tmp_path):
    asks = tmp_path / "asks.py"
    asks.write_text(
        "field.kind.name == other.kind.name\n"
        "field.kind.name in ('amount', 'percent')\n"
        "if schema.get('x-kind') == 'note': pass\n"
        "kind = field.kind.name\n"
        "if kind != 'text': pass\n"
    )
    assert list(kind_questions(asks)) == ["line 1", "line 2", "line 3", "line 5"]


def test_nobody_asks_what_kind_a_field_is():
    """In formulas the word means something else, the kind of a sign."""
    asks = re.compile(
        r"kind(\.name)?\s*(==|!=|\bin\b)\s*[(\[{]?\s*[\"']|[\"']\s*(==|!=)\s*[\w.]*kind(\.name)?\b"
    )
    hits = [
        f"{name}: {line.strip()}"
        for name, text in committed()
        if name.startswith("server/")
        and not name.startswith(("server/forms/kinds/", "server/forms/formulas/"))
        for line in text.splitlines()
        if asks.search(line)
    ]
    assert hits == []


@pytest.mark.parametrize("place", ["server/web/templates/kinds", "server/printing/templates/kinds"])
def test_a_kind_is_one_python_file_and_two_templates(place):
    assert {path.stem for path in (ROOT / place).glob("*.html")} >= KINDS.keys()
    assert all((SERVER / "forms" / "kinds" / f"{name}.py").is_file() for name in KINDS)


def test_exceptions_are_caught_broadly_only_at_the_edges_a_request_and_a_job_come_in_by():
    broad = [
        name_of(path)
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and caught(node) & {"", "Exception", "BaseException"}
    ]
    assert set(broad) <= {"server.jobs.runner", "server.web.app"}
    assert len(broad) == len(set(broad))


def caught(handler: ast.ExceptHandler) -> set[str]:
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return {
        node.id if isinstance(node, ast.Name) else "" if node is None else ast.unparse(node) for node in types
    }


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_says_its_place_and_has_a_human_size(path):
    assert ast.get_docstring(tree(path))
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("*.py")), ids=lambda path: path.name)
def test_a_test_module_has_a_human_size(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_a_function_fits_a_screen():
    lengths = {name: (node.end_lineno or 0) - node.lineno + 1 for name, node in functions()}
    assert {name: length for name, length in lengths.items() if length > 50} == {}


def test_names_need_no_gloss():
    names = [node.name for _, node in functions()]
    assert max(map(len, names)) <= 36
    assert sorted(map(len, names))[len(names) // 2] <= 14


def test_no_room_is_a_lumber_room():
    assert not [name for name in NAMES if re.search(r"util|helper|manager|misc|common", name)]


def test_nothing_is_left_to_do_later():
    later = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
    linted = [name for name, text in committed() if later.search(text) and name != "pyproject.toml"]
    assert linted == []


def test_no_committed_file_names_a_registry():
    hosts = [
        "pypi." + "org",
        "pythonhosted." + "org",
        "index-url" + "=",
        "mirrors" + ".",
        "registry." + "npmjs",
    ]
    assert [(name, host) for name, text in committed() for host in hosts if host in text] == []
