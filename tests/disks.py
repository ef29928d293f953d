"""A real disk of a few hundred kilobytes, to be filled to the last page or made read-only (needs root)."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

PAGE = 4096


class SmallDisk:
    """A tmpfs at `folder`. Raises PermissionError where none may be mounted."""

    def __init__(self, folder: Path, size: int = 2**20) -> None:
        self.folder = folder
        folder.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", folder], capture_output=True, text=True
        )
        if done.returncode:
            raise PermissionError(done.stderr)

    def fill(self, left: int = 0) -> None:
        """Take all free pages but `left`."""
        ballast = self.folder / "ballast"
        ballast.touch()
        free = os.statvfs(self.folder).f_bavail - left
        with ballast.open("ab") as file:
            file.write(b"\0" * (max(0, free) * PAGE))

    def empty(self) -> None:
        """Give the pages back."""
        (self.folder / "ballast").unlink(missing_ok=True)

    def mode(self, mode: str) -> None:
        """Make it read-only ("ro") or writable again ("rw")."""
        subprocess.run(["mount", "-o", f"remount,{mode}", self.folder], check=True)

    def remove(self) -> None:
        """Take it away, whoever still has a file open."""
        subprocess.run(["umount", "-l", self.folder], check=True)
