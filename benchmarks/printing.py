"""Seconds a printed page takes, beside Chromium printing the same HTML, in one run.

    .venv/bin/python benchmarks/printing.py [--json]

The demo answers of the three tables, printed by a warm worker's code in this process; CPU seconds; the
best of the rounds. Chromium (Debian's, warm, through Playwright) prints the same HTML and style sheet;
its wall time stands beside, since its processes' CPU is not ours to count.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright
from pypdf import PdfReader

from server.forms import Library, compile_form, disassemble, recompute
from server.forms import json as forms_json
from server.printing import print_html
from server.printing.fonts import folder
from server.printing.pdf import pdf_bytes, warm_up

ROOT = Path(__file__).resolve().parents[1]
TABLES = {
    "miit/innovative-sme/2022": "innovative-sme",
    "miit/little-giant/2022": "little-giant",
    "jiangsu/product/2021": "jiangsu-product",
}
ROUNDS = 3


def documents() -> dict[str, str]:
    """HTML of the three tables with their demo answers."""
    made = {}
    for form_id, name in TABLES.items():
        form = compile_form(Library().read(form_id))
        answers = forms_json.loads(
            (ROOT / "server" / "demo" / "answers" / f"{name}.complete.json").read_bytes()
        )
        cells = disassemble(form, answers)
        recompute(form, cells)
        made[form_id] = print_html(form, cells)
    return made


def ours(html: str) -> tuple[int, float, float]:
    """Pages, CPU seconds and wall seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    pages = pdf_bytes(html)
    spent = time.process_time() - cpu, time.perf_counter() - wall
    return len(PdfReader(io.BytesIO(pages)).pages), *spent


def chromium(page: Any, html: str) -> float:
    """Wall seconds."""
    styles = (ROOT / "themes" / "default" / "print.css").read_text(encoding="utf-8")
    start = time.perf_counter()
    page.set_content(html.replace("</head>", f"<style>{styles}</style></head>"))
    page.pdf(format="A4")
    return time.perf_counter() - start


def measure() -> dict[str, dict[str, float]]:
    """The best of the rounds, by form."""
    warm_up()
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    figures: dict[str, dict[str, float]] = {}
    with sync_playwright() as playwright:
        environment = {**os.environ, "FONTCONFIG_FILE": str(folder() / "fonts.conf")}
        page = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox"], env=environment
        ).new_page()
        made = documents()
        for _ in range(ROUNDS):
            for form_id, html in made.items():
                pages, cpu, wall = ours(html)
                peer = chromium(page, html)
                known = figures.setdefault(
                    form_id, {"pages": pages, "cpu": cpu, "wall": wall, "chromium": peer}
                )
                known.update(
                    cpu=min(cpu, known["cpu"]),
                    wall=min(wall, known["wall"]),
                    chromium=min(peer, known["chromium"]),
                )
    return figures


def main() -> None:
    """Measure and print."""
    figures = measure()
    if "--json" in sys.argv:
        print(json.dumps(figures))
        return
    for form_id, row in figures.items():
        a_page, ratio = row["cpu"] / row["pages"], row["wall"] / row["chromium"]
        print(f"{form_id}: {row['pages']:.0f} pages, {row['cpu']:.2f} s CPU, {a_page:.3f} s a page; ", end="")
        print(f"wall {ratio:.2f} of Chromium's")


if __name__ == "__main__":
    main()
