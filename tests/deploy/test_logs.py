"""What stands in the log, and what never does."""

from __future__ import annotations

import logging
import subprocess
import sys

SCRIPT = """
import logging
from deploy.logs import configure_logs
configure_logs()
def fails(secret):
    raise ValueError("position of " + secret)
try:
    fails("Mrs Wang")
except ValueError:
    logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
"""


def test_the_text_of_a_failed_request_is_not_logged() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True
    )
    assert "Exception in ASGI application" in done.stderr
    assert "Wang" not in done.stderr
    assert logging.getLevelName(logging.ERROR).lower() in done.stderr
