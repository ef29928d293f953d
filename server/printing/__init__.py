"""Printing: form and answers become the official table on A4, first as HTML, then as PDF/A.

`print_html` lays out (quick, anywhere); `printing.pdf.pdf_bytes` makes pages (slow, in a process of
its own: see `server.jobs.press`). Only `printing.pdf` and `printing.justify` touch WeasyPrint.
"""

from .fonts import PrintTrouble, unprintable
from .layout import Mode, PrintFacts, print_html

__all__ = ["Mode", "PrintFacts", "PrintTrouble", "print_html", "unprintable"]
