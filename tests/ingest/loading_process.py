"""Loads a source in a process of its own, and stops half way to be killed there.

Arguments: the database's address, the source. It writes one line to standard output when it has
stored half of the records, and then waits for a line on standard input that never comes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sqlalchemy import text

from ingest.runs import ingest_run
from spatial.db import open_engine

if __name__ == "__main__":
    with ingest_run(open_engine(sys.argv[1]), "test-days", Path(sys.argv[2])) as run:
        for line in ("2001-12-31", "2002-12-31"):
            run.connection.execute(text("INSERT INTO division_list VALUES (:day)"), {"day": line})
            run.accepted += 1
        run.refuse("line 3", "no day")
        run.flush_remarks()
        sys.stdout.write("half way\n")
        sys.stdout.flush()
        sys.stdin.readline()
