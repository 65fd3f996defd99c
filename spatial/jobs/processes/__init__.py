"""The processes that there are, a module for each kind of question. A new one is named here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from spatial.errors import NoSuchProcess
from spatial.jobs.process import AnyProcess
from spatial.jobs.processes.aggregation import AGGREGATE, FIXED
from spatial.jobs.processes.coverage import COVERAGE
from spatial.jobs.processes.echo import ECHO
from spatial.jobs.processes.export import EXPORT
from spatial.jobs.processes.harmonisation import HARMONISE
from spatial.jobs.processes.image_series import IMAGE_SERIES
from spatial.jobs.processes.overlap import OVERLAP
from spatial.jobs.processes.point_table import WHICH_DIVISION
from spatial.jobs.processes.reach import GAPS, HOTSPOTS, ISOCHRONES, WITHIN

_ALL: tuple[AnyProcess, ...] = (
    AGGREGATE,
    FIXED,
    HARMONISE,
    WITHIN,
    GAPS,
    ISOCHRONES,
    HOTSPOTS,
    OVERLAP,
    IMAGE_SERIES,
    WHICH_DIVISION,
    COVERAGE,
    EXPORT,
    ECHO,
)

PROCESSES: Mapping[str, AnyProcess] = MappingProxyType({one.id: one for one in _ALL})
"""All processes by id, in the order of their list."""


def process_named(identifier: str) -> AnyProcess:
    """The process of an id. Raises NoSuchProcess."""
    if identifier not in PROCESSES:
        raise NoSuchProcess(f"there is no process {identifier!r}: there are {', '.join(PROCESSES)}")
    return PROCESSES[identifier]
