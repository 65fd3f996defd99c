"""The cameras of GF-1/2/6/7 and ZY-3: which bands the part of a product has, and how fine."""

from __future__ import annotations

from types import MappingProxyType

from ingest.imagery.products.facts import ProductBand
from ingest.imagery.products.names import ProductName

_FOUR = ("blue", "green", "red", "nir")
# GF-6's wide camera: red edges of 0.69-0.73 and 0.73-0.77 µm, violet 0.40-0.45, yellow 0.59-0.63.
_EIGHT = (*_FOUR, "rededge", "rededge", "coastal", "yellow")

# By satellite and kind of light, metres straight down: domain.md section 6.
_GSD = MappingProxyType(
    {
        ("GF1", "PAN"): 2.0,
        ("GF1", "MSS"): 8.0,
        ("GF1", "WFV"): 16.0,
        ("GF1B", "PAN"): 2.0,
        ("GF1B", "MSS"): 8.0,
        ("GF1C", "PAN"): 2.0,
        ("GF1C", "MSS"): 8.0,
        ("GF1D", "PAN"): 2.0,
        ("GF1D", "MSS"): 8.0,
        ("GF2", "PAN"): 1.0,
        ("GF2", "MSS"): 4.0,
        ("GF6", "PAN"): 2.0,
        ("GF6", "MSS"): 8.0,
        ("GF6", "WFV"): 16.0,
        ("GF7", "PAN"): 0.65,
        ("ZY301", "NAD"): 2.1,
        ("ZY301", "FWD"): 3.5,
        ("ZY301", "BWD"): 3.5,
        ("ZY301", "MSS"): 5.8,
        ("ZY302", "FWD"): 2.5,
        ("ZY302", "BWD"): 2.5,
    }
)


def light_of(name: ProductName) -> str:
    """What the part of a product shows: PAN, NAD, FWD, BWD, MSS, WFV, or "" where nobody says."""
    part = name.part
    if "MSS" in part or "MUX" in part or (not part and name.sensor == "MUX"):
        return "MSS"
    if name.sensor.startswith("WFV"):
        return "WFV"
    for camera in ("NAD", "FWD", "BWD"):
        if part.startswith(camera) or (not part and name.sensor == camera):
            return camera
    return "PAN" if part.startswith("PAN") else ""


def bands_of(name: ProductName, count: int) -> tuple[ProductBand, ...]:
    """The bands of a part with so many bands; empty where they are not as the camera has them.

    PAN, NAD, FWD, BWD by these names; MSS1 to MSS4 or MUX1 to MUX4 and B1 to B8 of the wide
    cameras as the producer numbers them, in the order of wavelength for the first four.
    """
    light = light_of(name)
    if light in ("PAN", "NAD", "FWD", "BWD"):
        return (ProductBand(light, "pan"),) if count == 1 else ()
    if light == "WFV":
        expected = _EIGHT if name.satellite == "GF6" else _FOUR
        prefix = "B"
    elif light == "MSS":
        expected = _FOUR
        prefix = "MUX" if "MUX" in name.part or name.sensor == "MUX" else "MSS"
    else:
        return ()
    if count != len(expected):
        return ()
    return tuple(
        ProductBand(f"{prefix}{number}", common) for number, common in enumerate(expected, start=1)
    )


def nominal_gsd_m(name: ProductName) -> float | None:
    """The side of a pixel on the ground straight below, metres; None where we know no source."""
    satellite = "ZY301" if name.satellite == "ZY3" else name.satellite
    light = light_of(name)
    if satellite == "GF7" and light in ("FWD", "BWD"):
        light = "PAN"
    return _GSD.get((satellite, light))
