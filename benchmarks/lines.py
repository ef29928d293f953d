"""How long the store is: lines of code a module, without blank lines, comments and docstrings.

    .venv/bin/python benchmarks/lines.py

Both backends, without what they share with files and backups; `tests/storage/test_length.py` holds the limit.
"""

from __future__ import annotations

import ast
import io
import tokenize
from pathlib import Path

STORAGE = Path(__file__).resolve().parents[1] / "server" / "storage"
EMBEDDED = ("tiny", "folder", "registers", "journal", "bodies", "documents")
DATABASE = ("sql", "statements", "schema", "engines", "migrating")
SILENT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}


def code_lines(path: Path) -> int:
    """The lines that hold code. A text that stands alone as a statement is no code."""
    source = path.read_text(encoding="utf-8")
    said: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            said |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in SILENT and token.type != tokenize.ENDMARKER:
            lines |= set(range(token.start[0], token.end[0] + 1))
    return len(lines - said)


def counted() -> dict[str, dict[str, int]]:
    """Backend → module → lines of code."""
    backends = {"embedded": EMBEDDED, "database": DATABASE}
    found = {name: [STORAGE / f"{module}.py" for module in modules] for name, modules in backends.items()}
    return {
        name: {path.stem: code_lines(path) for path in paths if path.exists()}
        for name, paths in found.items()
    }


def main() -> None:
    """Count and print."""
    total = 0
    for backend, modules in counted().items():
        total += sum(modules.values())
        listed = ", ".join(f"{name} {lines}" for name, lines in modules.items())
        print(f"{backend}: {sum(modules.values())} ({listed})")
    print(f"both: {total}")


if __name__ == "__main__":
    main()
