"""Values of a series as entries of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spatial.api.images.series.bodies import PeriodEntry, SceneEntry
from spatial.imagery.periods import Anomaly, PeriodValue
from spatial.imagery.series import SeriesValue
from spatial.imagery.zonal.distribution import Distribution
from spatial.imagery.zonal.zonal import ZonalStatistics
from spatial.locations.clock import iso_utc


def scene_entry(
    value: SeriesValue, quantiles: Sequence[float], anomaly: Anomaly | None = None
) -> SceneEntry:
    """What one image says."""
    return SceneEntry(
        image=value.scene.id,
        datetime=iso_utc(value.scene.acquisition.start),
        **numbers(value.statistics, quantiles),
        reason=value.reason,
        **_unusual(anomaly),
    )


def period_entry(
    value: PeriodValue, quantiles: Sequence[float], anomaly: Anomaly | None = None
) -> PeriodEntry:
    """What a month or year says."""
    total = value.total_pixels
    return PeriodEntry(
        period=value.period,
        scenes=value.scenes,
        **_spread(value.valid, quantiles),
        **_counts(value.valid_pixels, total, value.clouded_pixels),
        reason=value.reason,
        **_unusual(anomaly),
    )


def numbers(statistics: ZonalStatistics, quantiles: Sequence[float]) -> dict[str, Any]:
    """The members of an entry that are numbers."""
    return _spread(statistics.valid, quantiles) | _counts(
        statistics.valid_pixels, statistics.total_pixels, statistics.clouded_pixels
    )


def _spread(valid: Distribution, quantiles: Sequence[float]) -> dict[str, Any]:
    there = valid.values.size > 0
    return {
        "mean": valid.mean,
        "median": valid.quantile(0.5),
        "min": valid.low if there else None,
        "max": valid.high if there else None,
        "std": valid.std,
        "quantiles": {f"{share:g}": valid.quantile(share) for share in quantiles},
    }


def _counts(valid: float, total: float, clouded: float) -> dict[str, Any]:
    # Shares of pixels are exact to a hundred-thousandth.
    return {
        "valid_pixels": round(valid, 4),
        "total_pixels": round(total, 4),
        "valid_share": round(valid / total, 6) if total else None,
        "clouded_share": round(clouded / total, 6) if total else None,
    }


def _unusual(anomaly: Anomaly | None) -> dict[str, Any]:
    if anomaly is None:
        return {}
    return {
        "anomaly": anomaly.anomaly,
        "normal": anomaly.normal,
        "standardised": anomaly.standardised,
        "normal_years": anomaly.years,
    }
