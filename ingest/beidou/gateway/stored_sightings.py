"""Messages whose content is a few sightings: their columns for the writer."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.beidou.gateway.arrivals import Positions, no_candidates
from ingest.beidou.sightings import Sighting, candidates_at


def positions_of(contents: Sequence[Sequence[Sighting]]) -> Positions:
    """The positions of messages, each with its sightings in order.

    A message of which no sighting can be believed is told as such by the checks, place by place.
    """
    sightings = [one for content in contents for one in content]
    origins = [number for number, content in enumerate(contents) for _ in content]
    if not sightings:
        return Positions(no_candidates(), {})
    return Positions(candidates_at(sightings, origins), {})
