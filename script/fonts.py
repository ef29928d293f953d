"""Make the fonts that forms are printed with: fetch, cut, convert, name, check, record.

Part of script/setup, run once with the project's own Python: `.venv/bin/python script/fonts.py`. Takes the
font files out of Debian's or Ubuntu's packages without installing them, and leaves in .cache/fonts (or where
TIANBIAO_FONTS says) one TrueType file per style, a fonts.conf that lists nothing else, and a manifest.json
with the hashes of all that went in and came out. Printing sets FONTCONFIG_FILE to that fonts.conf.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import truetype
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
CACHE = HERE.parent / ".cache"
FONTS = Path(os.environ.get("TIANBIAO_FONTS", CACHE / "fonts")).resolve()
PACKAGES = CACHE / "packages"
LOCK = HERE / "fonts.lock.json"

FILES = {
    "fonts-noto-cjk": [
        "NotoSerifCJK-Regular.ttc",
        "NotoSerifCJK-Bold.ttc",
        "NotoSansCJK-Regular.ttc",
        "NotoSansCJK-Bold.ttc",
    ],
    "texlive-lang-chinese": ["FandolFang-Regular.otf"],
    "fonts-lxgw-wenkai": ["LXGWWenKai-Regular.ttf"],
    "fonts-dejavu-core": ["DejaVuSans.ttf"],
}
"""The font files we use, by the package that brings them."""

HANGUL = range(0xAC00, 0xD7A4)
BOXES = {0x2610, 0x2611, 0x2612}
"""☐ ☑ ☒: complete in no Chinese font, so all three come from one symbol font and look alike."""
YUAN = 0xFFE5
"""￥. Fandol draws a dollar sign here; without it the next font in the style sheet's list is asked."""
SYMBOLS = frozenset({0x20, 0xA0}) | frozenset(range(0x2070, 0x20D0)) | frozenset(range(0x2100, 0x2800))
"""Superscripts, currency, letterlike signs, arrows, mathematics, enclosed numbers, boxes, dingbats; and the
spaces, because Pango draws a space between two symbols from the symbols' font."""
GB2312 = frozenset(
    ord(bytes((row, cell)).decode("gb2312"))
    for row in range(0xB0, 0xF8)
    for cell in range(0xA1, 0xFF)
    if (row, cell) < (0xD7, 0xFA) or row > 0xD7
)
"""The 6,763 characters that no Chinese text font may lack."""
RARE = frozenset(map(ord, "㛃䶮𬭎镕喆堃昇淼犇翀𠮷"))
"""Characters of people's and companies' names that older fonts lack or leave blank."""


@dataclass(frozen=True)
class Face:
    """One font to make: our family name and weight, the file it is cut from, and what it must hold."""

    family: str
    weight: int
    source: str
    needed: frozenset[int]
    dropped: frozenset[int] = frozenset()

    @property
    def file(self) -> str:
        """Name of the finished file, for example TianbiaoSong-Bold.ttf."""
        return f"{self.family.replace(' ', '')}-{'Bold' if self.weight >= 700 else 'Regular'}.ttf"

    @property
    def wanted(self) -> set[int]:
        """Code points to keep where the source has them."""
        if self.family == "Tianbiao Symbols":
            return set(SYMBOLS)
        return set(range(0x20, 0x32000)) - set(HANGUL) - BOXES - self.dropped


TEXT = GB2312 | RARE | {YUAN}
FACES = [
    Face("Tianbiao Song", 400, "NotoSerifCJK-Regular.ttc", TEXT),
    Face("Tianbiao Song", 700, "NotoSerifCJK-Bold.ttc", TEXT),
    Face("Tianbiao Hei", 400, "NotoSansCJK-Regular.ttc", TEXT),
    Face("Tianbiao Hei", 700, "NotoSansCJK-Bold.ttc", TEXT),
    Face("Tianbiao Kai", 400, "LXGWWenKai-Regular.ttf", TEXT),
    Face("Tianbiao FangSong", 400, "FandolFang-Regular.otf", GB2312, frozenset({YUAN})),
    Face("Tianbiao Symbols", 400, "DejaVuSans.ttf", frozenset(BOXES)),
]

FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<!-- Written by script/fonts.py: printing sees these fonts and no others, so paper looks alike everywhere. -->
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{fonts}/index</cachedir>
  <alias><family>serif</family><prefer><family>Tianbiao Song</family></prefer></alias>
  <alias><family>sans-serif</family><prefer><family>Tianbiao Hei</family></prefer></alias>
</fontconfig>
"""


class FontTrouble(Exception):
    """Something the person at the keyboard has to put right; the text says what."""


def main() -> int:
    """Make the fonts unless they are there already; return the exit status."""
    recipe = digest(*(HERE / name for name in ("fonts.py", "truetype.py")))
    FONTS.mkdir(parents=True, exist_ok=True)
    manifest = FONTS / "manifest.json"
    if not _finished(manifest, recipe):
        try:
            record = _make()
        except FontTrouble as trouble:
            print(f"fonts: {trouble}", file=sys.stderr)
            return 1
        manifest.write_text(json.dumps({"recipe": recipe, **record}, ensure_ascii=False, indent=2) + "\n")
    (FONTS / "fonts.conf").write_text(FONTS_CONF.format(fonts=FONTS))
    return 0


def digest(*paths: Path) -> str:
    """Return the SHA-256 of the files' contents, one after another, in hex."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def _finished(manifest: Path, recipe: str) -> bool:
    if not manifest.is_file() or json.loads(manifest.read_text()).get("recipe") != recipe:
        return False
    return all((FONTS / face.file).is_file() for face in FACES)


def _make() -> dict[str, dict[str, str]]:
    """Do all steps and return what the manifest says about them."""
    packages: dict[str, str] = {}
    seen: dict[str, str] = {}
    with TemporaryDirectory() as folder:
        for package, names in FILES.items():
            deb = _fetch(package)
            packages[package] = deb.name
            seen |= {name: digest(path) for name, path in _extract(deb, names, Path(folder)).items()}
        with ProcessPoolExecutor(max_workers=min(len(FACES), os.cpu_count() or 1)) as pool:
            jobs = [pool.submit(build, face, Path(folder, face.source)) for face in FACES]
            for done in as_completed(jobs):
                print(f"fonts: {done.result()}", flush=True)
    made = {face.file: digest(FONTS / face.file) for face in FACES}
    _compare(seen | made)
    return {"packages": packages, "sources": seen, "fonts": made}


def _fetch(package: str) -> Path:
    """Return the package's .deb, downloading it unless one lies in .cache/packages already."""
    PACKAGES.mkdir(parents=True, exist_ok=True)
    if not (found := sorted(PACKAGES.glob(f"{package}_*.deb"))):
        print(f"fonts: downloading the package {package}", flush=True)
        run = subprocess.run(
            ["apt-get", "download", "-qq", package], cwd=PACKAGES, capture_output=True, text=True, check=False
        )
        found = sorted(PACKAGES.glob(f"{package}_*.deb"))
        if run.returncode or not found:
            raise FontTrouble(
                f"could not download {package}: {run.stderr.strip() or 'apt-get gave no reason'}\n"
                f"Put the package's .deb file into {PACKAGES} and start again, or mend apt's sources."
            )
    return found[-1]


def _extract(deb: Path, names: Iterable[str], folder: Path) -> dict[str, Path]:
    """Take the named font files out of the package into the folder; nothing is installed."""
    taken = {}
    content = subprocess.run(["dpkg-deb", "--fsys-tarfile", deb], capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for member in archive:
            name = Path(member.name).name
            data = archive.extractfile(member) if name in names else None
            if data is not None:
                taken[name] = folder / name
                taken[name].write_bytes(data.read())
    if lacking := set(names) - set(taken):
        raise FontTrouble(f"{deb.name} has no {', '.join(sorted(lacking))}; another release of it is needed")
    return taken


def build(face: Face, source: Path) -> str:
    """Make one font file and check it; return a line about it."""
    font = truetype.convert(truetype.cut(source, _chinese(source), face.wanted))
    truetype.rename(font, face.family, face.weight)
    path = FONTS / face.file
    draft = path.with_suffix(".new")
    font.save(draft)
    _check(face, draft)
    draft.replace(path)  # a server that is printing keeps the file it has open
    return f"{face.file}: {len(font.getGlyphOrder())} glyphs, {path.stat().st_size / 1e6:.1f} MB"


def _chinese(source: Path) -> int:
    """Return which face of a collection has the mainland's shapes; a file with one face has number 0."""
    if source.suffix != ".ttc":
        return 0
    for index in range(8):
        family = TTFont(source, fontNumber=index, lazy=True)["name"].getDebugName(1) or ""
        if family.endswith(" CJK SC"):
            return index
    raise FontTrouble(f"{source.name} holds no simplified Chinese face")


def _check(face: Face, path: Path) -> None:
    """Raise FontTrouble when a character is missing or blank, or a character we dropped is there."""
    font = TTFont(path, lazy=True)
    cmap, order = font.getBestCmap(), font.getReverseGlyphMap()
    places = font["loca"].locations
    drawn = {code for code, name in cmap.items() if places[order[name] + 1] > places[order[name]]}
    if lacking := face.needed - drawn:
        raise FontTrouble(f"{face.file} cannot draw {_shown(lacking)}")
    if surplus := (face.dropped | (BOXES - face.needed)) & set(cmap):
        raise FontTrouble(f"{face.file} still has {_shown(surplus)}")
    stated = (font["name"].getDebugName(1), font["OS/2"].usWeightClass)
    if stated != (face.family, face.weight):
        raise FontTrouble(f"{face.file} calls itself {stated}")


def _shown(codes: Iterable[int]) -> str:
    return " ".join(f"{chr(code)} U+{code:04X}" for code in sorted(codes)[:20])


def _compare(seen: dict[str, str]) -> None:
    """Say which files are not among the recorded ones; another Debian release is no reason to stop."""
    known = json.loads(LOCK.read_text())
    if strange := [name for name, value in seen.items() if value not in known.get(name, {})]:
        print(f"fonts: other versions than those recorded in {LOCK.name}: {', '.join(strange)}")
        print("       They hold every character we need and are used; their hashes are in manifest.json.")


if __name__ == "__main__":
    sys.exit(main())
