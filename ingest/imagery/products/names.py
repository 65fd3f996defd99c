"""What the names of Chinese products say: GF-1/2/6/7 and 资源三号 (ZY-3).

The centre of China for resources satellite data (CRESDA, 中国资源卫星应用中心) names all alike:
`GF1_PMS1_E116.5_N39.4_20131127_L1A0000117600-MSS1.tiff`: satellite, sensor, longitude and latitude
of the centre, day, level with the number of the product, and the part of the product.
What stands behind the part (`_fuse`, `_ortho`) was added by whoever worked on the file.
The satellite surveying centre (SASMAC) names ZY-3 otherwise, with the second of the picture in
Beijing time: `ZY3_01a_mynnavp_884148_20131026_105447_0007_SASMAC_CHN_sec_rel_001_1310280963`, and
later `zy302a_nad_000944_006157_20160731111715_01_sec_0001_1609284788`.
docs/products.md has the sources.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from ingest.imagery.products.metadata import day_acquisition
from spatial.imagery.scene import Acquisition

PLATFORMS = MappingProxyType(
    {
        "GF1": "GF-1",
        "GF1B": "GF-1B",
        "GF1C": "GF-1C",
        "GF1D": "GF-1D",
        "GF2": "GF-2",
        "GF6": "GF-6",
        "GF7": "GF-7",
        "ZY3": "ZY-3 01",
        "ZY301": "ZY-3 01",
        "ZY302": "ZY-3 02",
        "ZY303": "ZY-3 03",
    }
)
"""The satellite's name by the first word of a product's name."""

_CRESDA = re.compile(
    r"(?P<scene>(?P<satellite>GF1[BCD]?|GF2|GF6|GF7|ZY30[123]|ZY3)"
    r"_(?P<sensor>PMS[12]?|WFV[1-4]?|DLC|BWD|FWD|NAD|MUX|TMS|TLC)"
    r"_(?P<ew>[EW])(?P<lon>\d{1,3}(?:\.\d+)?)_(?P<ns>[NS])(?P<lat>\d{1,2}(?:\.\d+)?)"
    r"_(?P<day>\d{8})_(?P<level>L\d[A-Z])(?P<number>\d+))"
    r"(?:-(?P<part>(?:BWD|FWD|NAD)?(?:PAN|MSS|MUX)[1-4]?|BWD|FWD|NAD|[1-9])(?![A-Z0-9]))?"
    r"(?P<rest>.*)",
    re.IGNORECASE,
)
_SASMAC_01 = re.compile(
    r"(?P<scene>ZY3_01a_\w{2}n(?P<camera>[nfb])av(?P<light>[pm])_\d{6}"
    r"_(?P<day>\d{8})_(?P<clock>\d{6})_\d{4}_SASMAC_\w{3}_(?P<level>sec|gec|geo)_rel_\d{3}_\d+)"
    r"(?P<rest>.*)",
    re.IGNORECASE,
)
_SASMAC_02 = re.compile(
    r"(?P<scene>zy30(?P<satellite>[123])a_(?P<camera>nad|fwd|bwd|mux|tms)_\d{6}_\d{6}"
    r"_(?P<day>\d{8})(?P<clock>\d{6})_\d{2}_(?P<level>sec|gec|geo)_\d{4}_\d+)"
    r"(?P<rest>.*)",
    re.IGNORECASE,
)
_CAMERAS = MappingProxyType({"n": "NAD", "f": "FWD", "b": "BWD"})
SASMAC_LEVELS = MappingProxyType({"sec": "SC", "gec": "GEC", "geo": "GEO"})
"""Of the surveying centre: sensor corrected, geometrically corrected, geocoded with control."""


@dataclass(frozen=True, slots=True)
class ProductName:
    """What a name says.

    scene: the part that all files of the scene share. satellite: a key of PLATFORMS. part: of the
    product, in capitals, "" where the name tells none. rest: what stands behind. centre:
    longitude, latitude in degrees, None where the name has none or one that cannot be.
    """

    scene: str
    satellite: str
    sensor: str
    level: str
    part: str
    rest: str
    acquisition: Acquisition | None
    centre: tuple[float, float] | None

    @property
    def platform(self) -> str:
        """The satellite as its owner writes it."""
        return PLATFORMS[self.satellite]


def read_product_name(stem: str) -> ProductName | None:
    """What the name of a file (without its extension) or folder says; None for another's name.

    >>> read_product_name("GF2_PMS1_E109.1_N34.2_20181026_L1A0003549601-PAN1").part
    'PAN1'
    >>> read_product_name("LC08_L1TP_123032_20130506_20170310_01_T1") is None
    True
    """
    found = _CRESDA.fullmatch(stem)
    if found is not None:
        lon = float(found["lon"]) * (-1 if found["ew"].upper() == "W" else 1)
        lat = float(found["lat"]) * (-1 if found["ns"].upper() == "S" else 1)
        return ProductName(
            scene=found["scene"],
            satellite=found["satellite"].upper(),
            sensor=found["sensor"].upper(),
            level=found["level"].upper(),
            part=(found["part"] or "").upper(),
            rest=found["rest"],
            acquisition=day_acquisition(found["day"]),
            centre=(lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None,
        )
    return _sasmac(stem)


def _sasmac(stem: str) -> ProductName | None:
    found = _SASMAC_01.fullmatch(stem)
    if found is not None:
        satellite = "ZY301"
        multispectral = found["light"].lower() == "m"
        camera = "MUX" if multispectral else _CAMERAS[found["camera"].lower()]
    else:
        found = _SASMAC_02.fullmatch(stem)
        if found is None:
            return None
        satellite, camera = f"ZY30{found['satellite']}", found["camera"].upper()
    acquisition = day_acquisition(found["day"])
    try:
        clock = datetime.strptime(found["day"] + found["clock"] + "+0800", "%Y%m%d%H%M%S%z")
    except ValueError:
        clock = None
    if acquisition is not None and clock is not None:
        acquisition = Acquisition.at(clock)
    return ProductName(
        scene=found["scene"],
        satellite=satellite,
        sensor=camera,
        level=SASMAC_LEVELS[found["level"].lower()],
        part="",
        rest=found["rest"],
        acquisition=acquisition,
        centre=None,
    )
