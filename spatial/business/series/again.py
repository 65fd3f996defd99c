"""How series and warnings are asked again with the knowledge of then."""

from __future__ import annotations

from collections.abc import Mapping

from spatial.business.answering.answer import Again
from spatial.business.series import answers, warnings

AGAIN: Mapping[str, Again] = {
    answers.OPERATOR: answers.again,
    warnings.OPERATOR: warnings.again,
}
"""By operator."""
