"""A real PostgreSQL of one's own: Debian's package, started as an ordinary user, on a socket in a folder."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

INSTALLED = Path("/usr/lib/postgresql")
OPTIONS = "-c listen_addresses='' -c fsync=on -c max_connections=200"


class Postgres:
    """A server in a folder of its own; `database` gives databases on it.

    `base` is a copy of another one's data to begin with, `options` are more of the server's settings.
    """

    def __init__(self, primary: Postgres | None = None, base: Path | None = None, *options: str) -> None:
        self.programs, self.killed, self.options = newest(), False, options
        self.folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        self.user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        if os.geteuid() == 0:
            shutil.chown(self.folder, self.user)
        self.folder.chmod(0o755)
        if primary:
            source = f"host={primary.folder} user=tianbiao application_name=replica"
            self.run("pg_basebackup", "-d", source, "-D", self.data, "-R", "-X", "stream", "-c", "fast")
        elif base:
            self.run("cp", "-a", str(base), self.data)
            self.run("touch", f"{self.data}/recovery.signal")
        else:
            language = ("-E", "UTF8", "--locale=C.UTF-8")
            self.run("initdb", "-D", self.data, *language, "-U", "tianbiao", "-A", "trust")
        self.start()

    @property
    def data(self) -> str:
        return str(self.folder / "data")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        more = "".join(f' -c "{option}"' for option in self.options)
        options = f"{OPTIONS} -k {self.folder}{more}"
        self.run("pg_ctl", "-D", self.data, "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self, how: str = "fast") -> None:
        """Stop it: "fast" in good order, "immediate" as if the power had gone."""
        self.run("pg_ctl", "-D", self.data, "-w", "-m", how, "stop")

    def kill(self) -> None:
        """End all its processes at once: kill -9."""
        self.killed = True
        main = int(Path(self.data, "postmaster.pid").read_text().split("\n")[0])
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        for process in (main, *map(int, children)):
            os.kill(process, signal.SIGKILL)

    def replica(self) -> Postgres:
        """A second server that follows this one; from now on a commit waits for both."""
        follower = Postgres(primary=self)
        wait = "ALTER SYSTEM SET synchronous_standby_names = 'FIRST 1 (replica)'"
        self.tell(wait)
        self.run("pg_ctl", "-D", self.data, "reload")
        return follower

    def promote(self) -> None:
        """Let the replica take over."""
        self.run("pg_ctl", "-D", self.data, "-w", "promote")

    def database(self, name: str) -> str:
        """The URL of a new, empty database."""
        self.run("createdb", "-h", str(self.folder), "-U", "tianbiao", name)
        return self.address(name)

    def address(self, name: str) -> str:
        """The URL of a database that is there."""
        return f"postgresql://tianbiao@/{name}?host={self.folder}"

    def tell(self, statement: str) -> str:
        """What a statement answers, in the database of the server itself."""
        return self.run("psql", "-h", str(self.folder), "-U", "tianbiao", "-Atc", statement, "postgres")

    def remove(self) -> None:
        """Stop it and take its folder away."""
        if not self.killed:
            self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, program: str, *arguments: str) -> str:
        """What one of PostgreSQL's programs prints, or one of the system's; never as root: it refuses."""
        own = self.programs / program
        command = [str(own) if own.is_file() else program, *arguments]
        if os.geteuid() == 0:
            command = ["setpriv", f"--reuid={self.user}", f"--regid={self.user}", "--clear-groups", *command]
        done = subprocess.run(command, capture_output=True, text=True, cwd="/")
        assert done.returncode == 0, done.stderr or done.stdout
        return done.stdout.strip()


def newest() -> Path:
    """The folder of the newest PostgreSQL's programs."""
    found = sorted(INSTALLED.glob("*/bin/initdb"), key=lambda path: int(path.parent.parent.name))
    assert found, "PostgreSQL is missing: run script/setup test, or apt-get install postgresql"
    return found[-1].parent
