"""As `deploy.job_hand`, with the processes that go wrong."""

import os
import sys

from trial_processes import TRIALS

from deploy.logs import configure_logs
from spatial.db import open_engine
from spatial.jobs.hands import take_questions

if __name__ == "__main__":
    configure_logs()
    engine = open_engine(os.environ["SHIKONG_DATABASE_URL"], pool=4)
    take_questions(sys.stdin.buffer, sys.stdout.buffer, engine, TRIALS, results_hours=1)
