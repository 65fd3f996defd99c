"""What answers say of an indicator."""

from __future__ import annotations

from typing import Any

from spatial.business.indicators import Indicator


def indicator_answer(indicator: Indicator) -> dict[str, Any]:
    """The metadata of an indicator (R8.2), and of which months it has values."""
    factor = indicator.factor
    return {
        "id": indicator.id,
        "dataset": indicator.dataset,
        "title": indicator.title,
        "unit": indicator.unit,
        "kind": indicator.kind,
        "period": indicator.period,
        "additive_space": indicator.additive_space,
        "additive_time": indicator.additive_time,
        "nature": indicator.nature,
        "numerator": indicator.numerator,
        "denominator": indicator.denominator,
        "factor": int(factor) if factor == factor.to_integral_value() else float(factor),
        "weight": indicator.weight,
        "signed": indicator.signed,
        "grade": indicator.grade,
        "minimum_cell": indicator.minimum_cell,
        "readable": indicator.readable,
        "data_from": indicator.data_from and indicator.data_from.isoformat()[:7],
        "data_until": indicator.data_until and indicator.data_until.isoformat()[:7],
    }
