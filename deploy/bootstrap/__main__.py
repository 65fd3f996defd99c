"""`python3 -m deploy.bootstrap GOAL`: makes the machine ready for a command of the Makefile."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.bootstrap.environment import DEVELOPMENT, RUNTIME, Environment
from deploy.bootstrap.packages import Wanted, install_missing, look_at_machine
from deploy.bootstrap.steps import say
from deploy.bootstrap.web_map import build, find_node, install_packages
from spatial.errors import ShikongError

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Goal:
    """What a command of the Makefile needs. web_map: its packages only, or built as well. reports:
    whether it may make one."""

    own_postgresql: bool
    browser: bool
    lock: str
    web_map: str | None
    nginx: bool = False
    mosquitto: bool = False
    reports: bool = True
    gis: bool = False


GOALS = {
    "run": Goal(own_postgresql=True, browser=False, lock=RUNTIME, web_map="built"),
    "serve": Goal(own_postgresql=True, browser=False, lock=RUNTIME, web_map="built", nginx=True),
    "test": Goal(
        own_postgresql=True,
        browser=True,
        lock=DEVELOPMENT,
        web_map="built",
        nginx=True,
        mosquitto=True,
        gis=True,
    ),
    "check": Goal(
        own_postgresql=False, browser=False, lock=DEVELOPMENT, web_map="packages", reports=False
    ),
    "command": Goal(own_postgresql=True, browser=False, lock=RUNTIME, web_map=None),
}


def make_ready(goal: Goal) -> None:
    """Installs and builds what the goal needs and is missing.

    Raises MissingSystemPackage or StepFailed.
    """
    logs = ROOT / ".data" / "log"
    with _alone(ROOT / ".data" / "bootstrap.lock"):
        # A server of one's own is not needed where an external database is named.
        external = goal.lock == RUNTIME and bool(os.environ.get("SHIKONG_DATABASE_URL"))
        wanted = Wanted(
            goal.own_postgresql and not external,
            goal.browser,
            goal.nginx,
            goal.mosquitto,
            goal.reports,
            goal.gis,
        )
        install_missing(look_at_machine(), wanted, logs / "apt.log")
        environment = Environment(ROOT, logs / "pip.log")
        environment.require(goal.lock)
        if goal.web_map is not None:
            node = find_node(environment)
            install_packages(ROOT, node, logs / "npm.log")
            if goal.web_map == "built":
                build(ROOT, node, logs / "npm.log")


def run_npm(arguments: list[str]) -> int:
    """npm in web-map/ with the Node that the build uses; returns its exit code."""
    with _alone(ROOT / ".data" / "bootstrap.lock"):
        node = find_node(Environment(ROOT, ROOT / ".data" / "log" / "pip.log"))
    return subprocess.run(
        [node.program("npm"), *arguments],
        cwd=ROOT / "web-map",
        env={**os.environ, **node.variables()},
        check=False,
    ).returncode


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another make prepares this clone: waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main(arguments: list[str]) -> int:
    """Exit code 0 when all is there, 1 with a sentence when it cannot be, 2 for a wrong call."""
    if arguments[:1] == ["npm"]:
        return run_npm(arguments[1:])
    if len(arguments) != 1 or arguments[0] not in GOALS:
        say(f"usage: python3 -m deploy.bootstrap {'|'.join(GOALS)} | npm ARGUMENTS")
        return 2
    make_ready(GOALS[arguments[0]])
    return 0


if __name__ == "__main__":
    # SIGTERM ends the running step as Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        code = main(sys.argv[1:])
    except ShikongError as error:
        say(f"error: {error}")
        code = 1
    except PermissionError as error:
        say(
            f"error: {error.filename} cannot be written: it belongs to another user (was this "
            "clone prepared as root?); give it back with chown, or go on as that user"
        )
        code = 1
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)
