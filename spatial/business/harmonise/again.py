"""Which operators of harmonisation can be asked again, by name."""

from __future__ import annotations

from collections.abc import Mapping

from spatial.business.answering.answer import Again
from spatial.business.harmonise.questions import again

AGAIN: Mapping[str, Again] = {"harmonise": again}
