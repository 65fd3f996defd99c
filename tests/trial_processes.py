"""Processes that go wrong in every way, for workers that are tried."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

from pydantic import BaseModel, ConfigDict
from sqlalchemy import text

from spatial.access.declaration import Grade
from spatial.errors import UnknownDataset
from spatial.jobs.outputs import Made, Outcome, Output
from spatial.jobs.process import AnyProcess, Process
from spatial.jobs.work import Work


class Asked(BaseModel):
    """Nothing, or a word."""

    model_config = ConfigDict(extra="forbid")

    word: str = ""


def _sleep(work: Work, _asked: Asked) -> Outcome:
    """Waits in a statement, which nobody can look into."""
    work.tell(10, "沉睡")
    with work.reading() as connection:
        connection.execute(text("SELECT pg_sleep(600)"))
    return Outcome({})


def _spin(work: Work, _asked: Asked) -> Outcome:
    """Never looks whether it is to stop."""
    work.tell(10, "空转")
    while True:
        pass


def _die(_work: Work, _asked: Asked) -> Outcome:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def _refuse(_work: Work, _asked: Asked) -> Outcome:
    raise UnknownDataset("there is no dataset 张三", known=("a", "b"))


def _break(_work: Work, asked: Asked) -> Outcome:
    raise RuntimeError(f"身份证 {asked.word}")


def _large(work: Work, _asked: Asked) -> Outcome:
    path = work.folder / "large"
    path.write_bytes(bytes(range(256)) * 40_000)
    return Outcome({"made": Made("application/octet-stream", path)})


def _text(work: Work, asked: Asked) -> Outcome:
    path = work.folder / "text"
    path.write_text(asked.word * 1_500_000, encoding="utf-8")
    return Outcome({"made": Made("text/csv", path)})


def _of(id: str, run: Callable[[Work, Asked], Outcome], grade: Grade) -> AnyProcess:
    return Process(
        id=id,
        title=id,
        description=id,
        grade=grade,
        inputs=Asked,
        outputs={"made": Output("made", ("application/octet-stream", "text/csv"))},
        run=run,
        titles={"word": "词"},
    )


TRIALS = {
    one.id: one
    for one in (
        _of("sleep", _sleep, Grade.OPEN),
        _of("spin", _spin, Grade.OPEN),
        _of("die", _die, Grade.OPEN),
        _of("refuse", _refuse, Grade.INTERNAL),
        _of("break", _break, Grade.PERSONAL),
        _of("large", _large, Grade.OPEN),
        _of("text", _text, Grade.OPEN),
    )
}
