"""The Python client of Shikong: questions over HTTP, answers as tables of pandas and GeoPandas.

    from spatial.client import Shikong

    with Shikong("http://127.0.0.1:8080") as shikong:
        counties = shikong.divisions.shapes("county", date="1996-12-31")

It knows the platform by its address alone and imports nothing of it. Its extra is
`shikong[client]`; the guide is docs/client.md.
"""

from spatial.client.answers import Answer
from spatial.client.errors import (
    BadRequest,
    Conflict,
    JobFailed,
    NotFound,
    NotPermitted,
    NotUnderstood,
    ShikongError,
    Unavailable,
    Unreachable,
)
from spatial.client.jobs import Job
from spatial.client.platform import Shikong
from spatial.client.series import SeriesAnswer
from spatial.client.service import Patience

__all__ = [
    "Answer",
    "BadRequest",
    "Conflict",
    "Job",
    "JobFailed",
    "NotFound",
    "NotPermitted",
    "NotUnderstood",
    "Patience",
    "SeriesAnswer",
    "Shikong",
    "ShikongError",
    "Unavailable",
    "Unreachable",
]
