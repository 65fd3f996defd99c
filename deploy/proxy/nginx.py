"""nginx as a child of ours: found, configured, started as a user that may do little, and ended."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from deploy.signals import end_with_parent
from spatial.errors import MissingSystemPackage, ShikongError

_FAREWELL_S = 5
_KEY_BYTES = 128
"""What nginx takes of its memory for each tile that it keeps (nginx.org, proxy_cache_path)."""

_SMALL_TILE_BYTES = 4_000


class ProxyFailed(ShikongError):
    """nginx does not start, or ended by itself."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """What one nginx serves.

    folder: its own, for what it needs while it runs. cache: folder of the tiles that it keeps.
    socket: of the workers. addresses: loopback addresses, `127.0.0.1:8080` or `[::1]:8080`.
    """

    folder: Path
    cache: Path
    socket: Path
    addresses: Sequence[str]
    cache_mb: int
    processes: int

    def configuration(self) -> str:
        """The text of its configuration. Raises ProxyFailed for a path that nginx cannot read."""
        for path in (self.folder, self.cache, self.socket):
            if any(sign in str(path) for sign in " \t\n;{}\"'$\\#:@"):
                raise ProxyFailed(f"nginx cannot be told of the path {path}: it has a special sign")
        keys = max(8, self.cache_mb * 1_000_000 // _SMALL_TILE_BYTES * _KEY_BYTES // 1_000_000)
        words = {
            "FOLDER": str(self.folder),
            "CACHE": str(self.cache),
            "SOCKET": str(self.socket),
            "LISTEN": " ".join(f"listen {address} backlog=2048;" for address in self.addresses),
            "BYTES": str(self.cache_mb),
            "KEYS": str(keys),
            "PROCESSES": str(self.processes),
        }
        text = files(__package__).joinpath("nginx.conf").read_text(encoding="utf-8")
        for name, value in words.items():
            text = text.replace(f"@{name}@", value)
        return text


def find_nginx() -> Path:
    """The program. Raises MissingSystemPackage where there is none."""
    for place in (shutil.which("nginx"), "/usr/sbin/nginx", "/usr/local/sbin/nginx"):
        if place is not None and os.access(place, os.X_OK):
            return Path(place)
    raise MissingSystemPackage("nginx is not installed: make serve installs it")


def proxy_user() -> str | None:
    """The user that nginx runs as when we are root; None where it runs as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("www-data", "nginx", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    return None


def give(folder: Path) -> Path:
    """Makes a folder, where there is none, that only nginx and root can open; returns it."""
    for above in reversed(folder.parents):
        if not above.exists():
            above.mkdir()
            # Whatever the umask is: the user of nginx has to come through.
            above.chmod(0o755)
    folder.mkdir(mode=0o700, exist_ok=True)
    user = proxy_user()
    if user is not None:
        shutil.chown(folder, user)
    return folder


class Nginx:
    """A running nginx."""

    def __init__(self, proxy: Proxy) -> None:
        program, user = find_nginx(), proxy_user()
        for folder in (proxy.folder, proxy.cache, proxy.folder / "temp"):
            give(folder)
        configuration = proxy.folder / "nginx.conf"
        configuration.write_text(proxy.configuration(), encoding="utf-8")
        words = [str(program), "-e", "stderr", "-p", str(proxy.folder), "-c", str(configuration)]
        self._process = subprocess.Popen(
            words,
            cwd="/",
            stdin=subprocess.DEVNULL,
            user=user,
            group=None if user is None else pwd.getpwnam(user).pw_gid,
            extra_groups=None if user is None else [],
            # A Ctrl-C is for us; nginx is ended when its workers need it no more.
            start_new_session=True,
            preexec_fn=end_with_parent,
        )

    def __enter__(self) -> Nginx:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    @property
    def ended(self) -> int | None:
        """Its exit code, None while it runs."""
        return self._process.poll()

    def end(self) -> None:
        """Ends it after the answers that are under way."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)
            try:
                self._process.wait(_FAREWELL_S)
            except subprocess.TimeoutExpired:
                # Its children end with it by this signal, and not by SIGKILL.
                self._process.terminate()
                self._process.wait()
