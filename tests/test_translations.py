"""The catalogues hold every text of ours, translated; and no text of ours stands outside them."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po

from server import language

ROOT = Path(__file__).resolve().parents[1]
DOMAINS = ["interface", "client", "definitions"]
OTHERS = [code for code in language.languages() if code != language.SOURCE]
KEYWORDS = {**DEFAULT_KEYWORDS, **parse_keywords(["gettext_noop", "counted:1,1"])}
MARK = re.compile(r"%\(\w+\)s|\{\w+\}")
CHINESE = re.compile("[\u3400-\u9fff]")

AUTHORS = {
    "claims",
    "compile",
    "consistency",
    "ecma262",
    "layout",
    "meta",
    "options",
    "patterns",
    "source",
} | {
    "editions",
    "formulas",
    "lint",
    "rulesets",
    "spills",
    "totals",
    "worst",
}
"""Parts of server/forms and server/printing that speak to authors of forms, in Chinese only."""

OPERATORS = {"serve", "screens", "workers", "upkeep", "sharing"}
"""Parts that speak to whoever starts and looks after the server."""

DATA = {
    "server/forms/formulas/reading.py": "其中第章节一二三四五六七八九十",
    "server/forms/kinds/boolean.py": "是有否无",
    "server/forms/options.py": "无没有否",
    "server/forms/kinds/choices.py": "、；",
    "server/forms/kinds/date.py": "年月日",
    "server/forms/kinds/date_range.py": "年月日至到",
    "server/forms/kinds/kind.py": "国",
    "server/forms/kinds/month.py": "年月",
    "server/forms/kinds/year.py": "年度",
    "server/forms/plain/translate.py": "第项",
    "server/forms/plain/words.py": "说明简介描述备注内容概述意见摘要此项已停用可不填通常为例如",
    "server/web/slots.py": "签字",
    "server/forms/translate.py": "\u3400\u9fff",
    "server/printing/fonts.py": "\u3400\u9fff\u8c48",
    "server/printing/justify.py": "\u9fff\u8c48",
    "server/printing/pdf.py": "甲",
    "server/printing/values.py": "单位：",
    "server/web/static/blocks.js": "其中",
    "server/web/static/fields.js": "年月日",
    "server/web/static/lists.js": "阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀",
    "server/web/static/paste.js": "、；",
}
"""Chinese that is no text for people but what they type, or how it is sorted; and
what a plain schema is given once, when it is read, as part of the guidance of its author."""


@cache
def gathered(domain: str) -> frozenset[tuple[str | None, str]]:
    """Context and text of everything that the sources say."""
    with (ROOT / "translations" / f"{domain}.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(str(ROOT), methods, options, KEYWORDS)
    return frozenset((context, text_of(message)) for _file, _line, message, _comments, context in found)


def text_of(message: str | tuple[str, ...]) -> str:
    return message if isinstance(message, str) else message[0]


@cache
def catalogue(domain: str, code: str) -> Catalog:
    with (ROOT / "translations" / code / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
        return read_po(file, code)


def messages(domain: str, code: str) -> list[Message]:
    return [message for message in catalogue(domain, code) if message.id]


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("domain", DOMAINS)
def test_catalogues_have_what_the_sources_say_and_nothing_else(domain, code):
    listed = {(message.context, text_of(message.id)) for message in messages(domain, code)}
    assert listed ^ gathered(domain) == set(), "run script/translate"


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("domain", DOMAINS)
def test_every_text_is_translated_and_none_is_doubtful(domain, code):
    said = {message.id: message.string for message in messages(domain, code)}
    assert [text for text, words in said.items() if not words or not all(words)] == []
    assert [message.id for message in messages(domain, code) if message.fuzzy] == []


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("domain", DOMAINS)
def test_translations_fill_in_what_the_text_fills_in(domain, code):
    for message in messages(domain, code):
        forms = [message.string] if isinstance(message.string, str) else message.string
        for said in forms:
            assert set(MARK.findall(said)) == set(MARK.findall(text_of(message.id))), message.id


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("domain", DOMAINS)
def test_no_translation_is_left_in_chinese(domain, code):
    assert [message.id for message in messages(domain, code) if CHINESE.search(str(message.string))] == []


def speaking_modules() -> list[Path]:
    """Modules whose words an enterprise or an officer may see."""
    found = [*(ROOT / "server").rglob("*.py")]
    rooms = {path: path.relative_to(ROOT / "server").with_suffix("").parts for path in found}
    return [
        path
        for path, parts in rooms.items()
        if (
            parts[0] in ("web", "records", "printing", "jobs", "forms")
            and not {*AUTHORS, *OPERATORS} & set(parts[1:])
            and parts != ("forms", "plain", "reading")
        )
        or parts == ("forms", "formulas", "reading")
        or parts == ("printing", "layout")
    ]


@pytest.mark.parametrize("path", speaking_modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_speaks_chinese_past_the_catalogue(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) or is_kind_title(node)}
    marked = {
        id(part)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("_", "counted", "gettext_noop")
        for part in call.args
    }
    bare = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CHINESE.search(node.value)
        if id(node) not in silent | marked
    ]
    assert [text for text in bare if not is_data(path, text)] == []


def is_kind_title(node: ast.AST) -> bool:
    """The name of a kind, for the reference."""
    return isinstance(node, ast.Assign) and [getattr(target, "id", "") for target in node.targets] == [
        "title"
    ]


def is_data(path: Path, text: str) -> bool:
    return set(CHINESE.findall(text)) <= set(DATA.get(str(path.relative_to(ROOT)), ""))


TEMPLATES = [*ROOT.glob("server/**/templates/**/*.html"), *ROOT.glob("themes/**/*.html")]
MARKED = re.compile(r"""\b(?:_|counted)\((?:"[^"]*"|'[^']*')""")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_speaks_chinese_past_the_catalogue(path):
    told = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert CHINESE.findall(MARKED.sub("", told)) == []


SCRIPTS = sorted((ROOT / "server" / "web" / "static").glob("*.js"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_speaks_chinese_past_the_catalogue(path):
    told = re.sub(r"//.*|/\*.*?\*/", "", path.read_text(encoding="utf-8"))
    found = CHINESE.findall(MARKED.sub("", told))
    assert [sign for sign in found if not is_data(path, sign)] == []
