"""A process that answers long questions, started by a worker: `python -m deploy.job_hand`.

Questions come on standard input and their ends go to standard output, see `spatial.jobs.hands`.
"""

from __future__ import annotations

import os
import sys

from deploy.logs import configure_logs
from spatial.db import DatabaseSettings, open_engine
from spatial.errors import BadParameter
from spatial.features.catalogue import register
from spatial.jobs.hands import take_questions
from spatial.jobs.processes import PROCESSES
from spatial.jobs.settings import JobSettings
from tileserver.published.collections import published_collections

_CONNECTIONS = 4


def main() -> None:
    """Answers until standard input ends. Raises BadParameter without SHIKONG_DATABASE_URL."""
    configure_logs()
    url = DatabaseSettings().database_url
    if url is None:
        raise BadParameter("this process needs SHIKONG_DATABASE_URL: a worker starts it")
    # What a library prints is no answer: it goes where the log goes.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    engine = open_engine(url, pool=_CONNECTIONS)
    register(engine, published_collections)
    hours = JobSettings().results_hours
    take_questions(sys.stdin.buffer, answers, engine, PROCESSES, hours)


if __name__ == "__main__":
    main()
