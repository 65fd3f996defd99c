"""As `deploy.job_worker`, with hands whose processes go wrong."""

import os
import sys
from pathlib import Path

from deploy.job_worker import work
from deploy.logs import configure_logs
from spatial.jobs.settings import JobSettings

if __name__ == "__main__":
    configure_logs()
    hand = (sys.executable, str(Path(__file__).with_name("trial_hand.py")))
    work(os.environ["SHIKONG_DATABASE_URL"], JobSettings(), hand)
