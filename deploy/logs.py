"""What the platform logs and how it looks: lines to read on a terminal, JSON lines elsewhere."""

from __future__ import annotations

import logging
import sys
import warnings

import structlog
from structlog.typing import Processor


class _KindOnly(logging.Filter):
    """Leaves of a failed request that uvicorn tells only that it failed.

    The API has logged its kind and where it happened already; the text and the variables of the
    error may hold a person's data.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Passes every line, without its error."""
        if record.name.startswith("uvicorn"):
            record.exc_info = record.exc_text = None
        return True


def configure_logs() -> None:
    """Sends our log and that of the libraries to standard error; times are UTC.

    Libraries are heard from WARNING on. A request is never logged: its address may hold positions.
    """
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="%Y-%m-%dT%H:%M:%SZ", utc=True),
    ]
    if sys.stderr.isatty():
        last: list[Processor] = [
            structlog.dev.ConsoleRenderer(
                pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
            )
        ]
    else:
        last = [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        # Looked up at each line, so that a progress bar on standard error can stand below it.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    handler.addFilter(_KindOnly())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.captureWarnings(True)
    warnings.simplefilter("default")
