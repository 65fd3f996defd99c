"""As `deploy.job_hand`, with the processes that go wrong."""

import os
import sys

from trial_processes import TRIALS

from deploy.logs import configure_logs
from spatial.jobs.hands import take_questions

if __name__ == "__main__":
    configure_logs()
    url = os.environ["SHIKONG_DATABASE_URL"]
    take_questions(sys.stdin.buffer, sys.stdout.buffer, url, TRIALS, 1, lambda _: None)
