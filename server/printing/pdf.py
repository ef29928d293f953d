"""From HTML to PDF/A-3b pages: the slow step, done in a process of its own (see server.jobs.press).

The only module besides `justify` that touches WeasyPrint, and only inside functions: importing it takes
half a second and reads the machine's fonts, so FONTCONFIG_FILE has to be set first. The bytes depend on
the HTML, the theme, the fonts and the versions of the libraries, and on nothing else; no clock is read.
"""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from ..language import gettext as _
from . import justify
from .fonts import PrintTrouble, folder
from .layout import PrintFacts, theme_folder

VARIANT = "pdf/a-3b"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels inside the PDF, such as answers.json."""

    name: str
    content: bytes
    description: str = ""


@dataclass(frozen=True, slots=True)
class _Machine:
    """What one process keeps between documents: the font configuration and the theme's style sheet."""

    html: Any
    attachment: Any
    fonts: Any
    styles: Any
    fetcher: Any


def pdf_bytes(
    html: str,
    theme: str = "default",
    attachments: Sequence[Attachment] = (),
    facts: PrintFacts | None = None,
) -> bytes:
    """HTML of `print_html` -> PDF/A-3b, the same bytes every time. About 0.1 s a page.

    Attachments carry the time of submission, so they need `facts`. Raises PrintTrouble when this machine
    can't print (no fonts, no harfbuzz-subset), ValueError for attachments without facts.
    """
    if attachments and facts is None:
        raise ValueError("attachments need the facts of a submission: their dates are its date")
    machine = _machine(theme)
    document = machine.html(string=html, url_fetcher=machine.fetcher, base_url=None)
    pages = document.write_pdf(
        stylesheets=[machine.styles],
        font_config=machine.fonts,
        attachments=[_embedded(machine, attachment, facts) for attachment in attachments if facts],
        pdf_variant=VARIANT,
    )
    assert isinstance(pages, bytes)
    return pages


def lay_out(html: str, theme: str = "default") -> list[Any]:
    """HTML of `print_html` -> the box tree of each page, for looking at where things came to stand.

    Raises PrintTrouble when this machine can't print."""
    machine = _machine(theme)
    document = machine.html(string=html, url_fetcher=machine.fetcher, base_url=None)
    laid = document.render(stylesheets=[machine.styles], font_config=machine.fonts)
    return [page._page_box for page in laid.pages]


def warm_up(theme: str = "default") -> None:
    """Load everything and print one line, so that the first real document is as quick as the second.

    Then the garbage collector is switched off for good: it costs a seventh of the time here. Who prints
    in a loop calls `gc.collect()` between documents."""
    pdf_bytes('<html lang="zh-CN"><body><p>甲 ☑</p></body></html>', theme)
    gc.collect()
    gc.freeze()
    gc.disable()


def fingerprint(theme: str) -> str:
    """SHA-256 of all that shapes a page besides its HTML: style sheet, fonts, engine version, this code."""
    sheets = [file for file in sorted(theme_folder(theme).rglob("*")) if file.is_file()]
    digest = hashlib.sha256(f"{VARIANT} {version('weasyprint')}".encode())
    for file in [*sheets, folder() / "manifest.json", Path(__file__), Path(justify.__file__)]:
        if file.is_file():
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


@lru_cache(maxsize=4)
def _machine(theme: str) -> _Machine:
    """WeasyPrint ready for a theme. Raises PrintTrouble."""
    place = theme_folder(theme)
    os.environ["FONTCONFIG_FILE"] = str(folder() / "fonts.conf")
    try:
        from weasyprint import CSS, HTML
        from weasyprint import Attachment as Embedded
        from weasyprint.text.ffi import harfbuzz_subset
        from weasyprint.text.fonts import FontConfiguration
    except OSError as error:
        raise PrintTrouble(
            _(
                "缺少打印所需的系统库：请安装 libpangoft2-1.0-0 和 libharfbuzz-subset0（%(error)s）",
                error=error,
            )
        ) from None
    if not harfbuzz_subset:
        raise PrintTrouble(_("缺少系统库 libharfbuzz-subset0：没有它，打印慢十倍以上，所以不打印。请先安装"))
    justify.install()
    fonts = FontConfiguration()
    fetcher = _fetcher(place)
    styles = CSS(filename=str(place / "print.css"), font_config=fonts, url_fetcher=fetcher)
    return _Machine(HTML, Embedded, fonts, styles, fetcher)


def _fetcher(place: Path) -> Any:
    """A fetcher that reads files of the theme's folder and refuses everything else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class ThemeFetcher(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            return URLFetcherResponse(url, theme_file(place, url).read_bytes())

    return ThemeFetcher(allowed_protocols=("file",))


def theme_file(place: Path, url: str) -> Path:
    """The theme's file a URL names. Raises ValueError for any other place, protocol or host."""
    parts = urlsplit(url)
    found = Path(unquote(parts.path)).resolve()
    if parts.scheme != "file" or parts.netloc or not found.is_relative_to(place.resolve()):
        raise ValueError(f"printing fetches nothing outside the theme: {url[:200]}")
    return found


def _embedded(machine: _Machine, attachment: Attachment, facts: PrintFacts) -> Any:
    return machine.attachment(
        string=attachment.content,
        name=attachment.name,
        description=attachment.description or attachment.name,
        created=facts.submitted_at,
        modified=facts.submitted_at,
        relationship="Source",
        url_fetcher=machine.fetcher,
    )
