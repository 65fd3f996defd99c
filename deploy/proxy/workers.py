"""The worker processes behind nginx, as one child of ours."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from deploy.signals import end_with_parent

_FAREWELL_S = 10


class Workers:
    """granian with its worker processes; one that dies is started again."""

    def __init__(self, database_url: str, socket: Path, count: int, token: str) -> None:
        words = [sys.executable, "-m", "granian", "--interface", "rsgi", "--factory"]
        words += ["deploy.worker:platform", "--uds", str(socket), "--uds-permissions", "666"]
        words += ["--workers", str(count), "--respawn-failed-workers", "--no-ws"]
        words += ["--workers-kill-timeout", "5", "--log-level", "warning", "--no-access-log"]
        self._process = subprocess.Popen(
            words,
            env={
                **os.environ,
                "SHIKONG_DATABASE_URL": database_url,
                "SHIKONG_WRITE_TOKEN": token,
            },
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=end_with_parent,
        )

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(_FAREWELL_S)
            except subprocess.TimeoutExpired:
                # All of its session: workers do not see that their parent has gone.
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()

    @property
    def ended(self) -> int | None:
        """Its exit code, None while it runs."""
        return self._process.poll()
