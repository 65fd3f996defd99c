"""Product folders as producers deliver them, made small for a test.

The names of members and files are those of docs/products.md; the numbers are ours.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine
from rasterio.errors import NotGeoreferencedWarning
from rasterio.rpc import RPC

CENTRE = (116.5, 39.4)

# By hand: the equation of time is +12.4 minutes on 27 November, so that the sun is south at 12:01.7
# Beijing time at 116.5 E; 33.2 minutes earlier, with a declination of -21.1 degrees, it stands
# 29.0 degrees high in azimuth 171.
TAKEN = "2013-11-27 11:28:31"
TAKEN_UTC = "2013-11-27T03:28:31+00:00"

GF_MEMBERS: dict[str, str] = {
    "SatelliteID": "GF1",
    "SensorID": "PMS1",
    "ReceiveTime": "2013-11-27 11:29:45",
    "OrbitID": "3141",
    "ProduceType": "STANDARD",
    "SceneID": "166273",
    "ProductID": "117600",
    "ProductLevel": "LEVEL1A",
    "ProductFormat": "GEOTIFF",
    "Bands": "1,2,3,4",
    "StartTime": "2013-11-27 11:28:29",
    "EndTime": "2013-11-27 11:28:33",
    "CenterTime": TAKEN,
    "ImageGSD": "8",
    "WidthInPixels": "16",
    "HeightInPixels": "12",
    "CloudPercent": "5",
    "RollViewingAngle": "3",
    "PitchViewingAngle": "4",
    "SolarAzimuth": "171.0",
    "SolarZenith": "61.0",
    "SatelliteAzimuth": "280.5",
    "SatelliteZenith": "86.0",
    "TopLeftLatitude": "39.6",
    "TopLeftLongitude": "116.3",
    "TopRightLatitude": "39.5",
    "TopRightLongitude": "116.7",
    "BottomRightLatitude": "39.2",
    "BottomRightLongitude": "116.65",
    "BottomLeftLatitude": "39.25",
    "BottomLeftLongitude": "116.25",
}


def gf_xml(
    changed: Mapping[str, str | None] | None = None,
    *,
    encoding: str = "utf-8",
    declared: str | None = None,
) -> bytes:
    """`ProductMetaData` with some members changed, left out where they are None."""
    members = {**GF_MEMBERS, **(changed or {})}
    lines = [f"  <{name}>{value}</{name}>" for name, value in members.items() if value is not None]
    says = encoding if declared is None else declared
    text = f'<?xml version="1.0" encoding="{says}"?>\n<ProductMetaData>\n' + "\n".join(lines)
    return (text + "\n</ProductMetaData>\n").encode(encoding)


def zy_xml(camera: str, *, clock: str = "20120823 104436.50", satellite: str = "ZY3-1") -> bytes:
    """`sensor_corrected_metadata`, with the spelling `Longtitude` that it has."""
    points = {
        "LeftTopPoint": (116.3, 39.6),
        "RightTopPoint": (116.7, 39.5),
        "RightBottomPoint": (116.65, 39.2),
        "LeftBottomPoint": (116.25, 39.25),
    }
    corners = "".join(
        f"<{name}><Longtitude>{lon}</Longtitude><Latitude>{lat}</Latitude></{name}>"
        for name, (lon, lat) in points.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><sensor_corrected_metadata><productInfo>'
        f"<SatelliteID>{satellite}</SatelliteID><SensorID>{camera}</SensorID>"
        "<ProductLevel>SC</ProductLevel><SunAltitude>61.5</SunAltitude>"
        "<SunAzimuth>147</SunAzimuth><SatAltitude>84</SatAltitude><SatAzimuth>100</SatAzimuth>"
        f"<TimeStamp><StartTime>{clock}</StartTime><CenterTime>{clock}</CenterTime></TimeStamp>"
        "<ImageGSD><Line>2.1</Line><Sample>2.08</Sample></ImageGSD>"
        "<CloudPercent>12</CloudPercent>"
        f"<ProductGeographicRange>{corners}</ProductGeographicRange>"
        "</productInfo></sensor_corrected_metadata>"
    ).encode()


def rpc_at(lon: float = CENTRE[0], lat: float = CENTRE[1]) -> RPC:
    """An affine sensor: 16 x 12 pixels over half a degree around a point, north up."""
    line, sample, one = [0.0] * 20, [0.0] * 20, [0.0] * 20
    line[2], sample[1], one[0] = -1.0, 1.0, 1.0
    return RPC(
        err_bias=None,
        err_rand=None,
        height_off=0.0,
        height_scale=500.0,
        lat_off=lat,
        lat_scale=0.25,
        line_den_coeff=one,
        line_num_coeff=line,
        line_off=6.0,
        line_scale=6.0,
        long_off=lon,
        long_scale=0.25,
        samp_den_coeff=one,
        samp_num_coeff=sample,
        samp_off=8.0,
        samp_scale=8.0,
    )


def rpb_text(rpc: RPC) -> str:
    """A .rpb file as CRESDA writes it beside each image."""

    def block(name: str, numbers: Sequence[float]) -> str:
        return f"\t{name} = (\n\t\t\t" + ",\n\t\t\t".join(f"{n:.10e}" for n in numbers) + ");\n"

    return (
        'satId = "GF1";\nbandId = "PAN";\nSpecId = "RPC00B";\nBEGIN_GROUP = IMAGE\n'
        "\terrBias = 1.0;\n\terrRand = 0.0;\n"
        f"\tlineOffset = {rpc.line_off};\n\tsampOffset = {rpc.samp_off};\n"
        f"\tlatOffset = {rpc.lat_off};\n\tlongOffset = {rpc.long_off};\n"
        f"\theightOffset = {rpc.height_off};\n\tlineScale = {rpc.line_scale};\n"
        f"\tsampScale = {rpc.samp_scale};\n\tlatScale = {rpc.lat_scale};\n"
        f"\tlongScale = {rpc.long_scale};\n\theightScale = {rpc.height_scale};\n"
        + block("lineNumCoef", rpc.line_num_coeff)
        + block("lineDenCoef", rpc.line_den_coeff)
        + block("sampNumCoef", rpc.samp_num_coeff)
        + block("sampDenCoef", rpc.samp_den_coeff)
        + "END_GROUP = IMAGE\nEND;\n"
    )


def rpc_text(rpc: RPC) -> str:
    """A `_rpc.txt` file as SASMAC writes it beside each image."""
    lines = [
        f"LINE_OFF: {rpc.line_off:+.2f} pixels",
        f"SAMP_OFF: {rpc.samp_off:+.2f} pixels",
        f"LAT_OFF: {rpc.lat_off:+.8f} degrees",
        f"LONG_OFF: {rpc.long_off:+.8f} degrees",
        f"HEIGHT_OFF: {rpc.height_off:+.3f} meters",
        f"LINE_SCALE: {rpc.line_scale:+.2f} pixels",
        f"SAMP_SCALE: {rpc.samp_scale:+.2f} pixels",
        f"LAT_SCALE: {rpc.lat_scale:+.8f} degrees",
        f"LONG_SCALE: {rpc.long_scale:+.8f} degrees",
        f"HEIGHT_SCALE: {rpc.height_scale:+.3f} meters",
    ]
    for name, numbers in (
        ("LINE_NUM", rpc.line_num_coeff),
        ("LINE_DEN", rpc.line_den_coeff),
        ("SAMP_NUM", rpc.samp_num_coeff),
        ("SAMP_DEN", rpc.samp_den_coeff),
    ):
        lines += [f"{name}_COEFF_{at}: {value:+.15E}" for at, value in enumerate(numbers, start=1)]
    return "\n".join(lines) + "\n"


def write_raster(
    path: Path, count: int = 1, *, placed: bool = False, rpc: RPC | None = None, side: int = 16
) -> Path:
    """A small image: in the geometry of the sensor, or `placed` on the map (UTM 50 north)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    jp2 = path.suffix == ".jp2"
    pixels = np.arange(count * 12 * side, dtype="uint16").reshape(count, 12, side) + 1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with rasterio.open(
            path,
            "w",
            driver="JP2OpenJPEG" if jp2 else "GTiff",
            width=side,
            height=12,
            count=count,
            dtype="uint16",
            crs="EPSG:32650" if placed else None,
            transform=Affine(8.0, 0.0, 456_000.0, 0.0, -8.0, 4_360_000.0) if placed else None,
            rpcs=rpc,
            **({"QUALITY": "100", "REVERSIBLE": "YES"} if jp2 else {}),
        ) as dataset:
            dataset.write(pixels)
    return path


GF1_SCENE = "GF1_PMS1_E116.5_N39.4_20131127_L1A0000117600"


def gf1_delivery(root: Path, xml: bytes | None = None, *, rpb: bool = True) -> Path:
    """GF-1 PMS1, level 1A: panchromatic and multispectral, each with XML, RPC and pictures."""
    folder = root / GF1_SCENE
    for part, count in (("MSS1", 4), ("PAN1", 1)):
        stem = f"{GF1_SCENE}-{part}"
        write_raster(folder / f"{stem}.tiff", count)
        (folder / f"{stem}.xml").write_bytes(gf_xml() if xml is None else xml)
        if rpb:
            (folder / f"{stem}.rpb").write_text(rpb_text(rpc_at()))
        for ending in (".jpg", "_thumb.jpg"):
            (folder / f"{stem}{ending}").write_bytes(b"\xff\xd8\xff\xd9")
    (folder / "order.xml").write_text("<order/>")
    return folder


S2_NAME = "S2B_MSIL2A_20240929T030529_N0511_R075_T50TMK_20240929T070111"
_S2_GRANULE = "L2A_T50TMK_A039480_20240929T030721"


def s2_delivery(root: Path, *, level: str = "L2A", xml: bytes | None = None) -> Path:
    """A small .SAFE of Sentinel-2 with JPEG 2000 bands in the folders of its level."""
    name = S2_NAME.replace("L2A", level)
    safe = root / f"{name}.SAFE"
    granule = safe / "GRANULE" / _S2_GRANULE.replace("L2A", level)
    images = granule / "IMG_DATA"
    stem = "T50TMK_20240929T030529"
    if level == "L2A":
        wanted = {
            "R10m": ("B02", "B03", "B04", "B08", "TCI"),
            "R20m": ("B02", "B05", "B8A", "B11", "B12", "SCL"),
            "R60m": ("B01", "B02", "B09", "SCL"),
        }
        for folder, bands in wanted.items():
            for band in bands:
                write_raster(images / folder / f"{stem}_{band}_{folder[1:]}.jp2", placed=True)
    else:
        for band in ("B01", "B02", "B03", "B04", "B08", "B10", "TCI"):
            write_raster(images / f"{stem}_{band}.jp2", placed=True)
    (safe / f"MTD_MSI{level}.xml").write_bytes(s2_xml(level) if xml is None else xml)
    (granule / "MTD_TL.xml").write_bytes(s2_tile_xml(level))
    (safe / f"{name}-ql.jpg").write_bytes(b"\xff\xd8\xff\xd9")
    (safe / "INSPIRE.xml").write_text("<inspire/>")
    return safe


def s2_xml(level: str = "L2A", *, offsets: bool = True) -> bytes:
    """The metadata of a product: offsets differ by band, so that a shifted index is seen."""
    quantification, offset, group = (
        ("BOA_QUANTIFICATION_VALUE", "BOA_ADD_OFFSET", "BOA_ADD_OFFSET_VALUES_LIST")
        if level == "L2A"
        else ("QUANTIFICATION_VALUE", "RADIO_ADD_OFFSET", "Radiometric_Offset_List")
    )
    values = "".join(
        f'<{offset} band_id="{index}">{-1000 - index}</{offset}>' for index in range(13)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?>'
        f'<n1:Level-{level[1:]}_User_Product xmlns:n1="https://psd-14.sentinel2.eo.esa.int/PSD">'
        "<n1:General_Info><Product_Info>"
        "<PRODUCT_START_TIME>2024-09-29T03:05:29.024Z</PRODUCT_START_TIME>"
        f"<PROCESSING_BASELINE>{'05.11' if offsets else '03.01'}</PROCESSING_BASELINE>"
        f"<PRODUCT_URI>{S2_NAME.replace('L2A', level)}.SAFE</PRODUCT_URI>"
        "<Datatake><SPACECRAFT_NAME>Sentinel-2B</SPACECRAFT_NAME></Datatake>"
        f'</Product_Info><Product_Image_Characteristics><{quantification} unit="none">10000'
        f"</{quantification}>{f'<{group}>{values}</{group}>' if offsets else ''}"
        "</Product_Image_Characteristics></n1:General_Info>"
        "<n1:Geometric_Info><Product_Footprint><Product_Footprint><Global_Footprint>"
        "<EXT_POS_LIST>40.6 115.8 40.6 117.1 39.6 117.1 39.6 115.8 40.6 115.8 </EXT_POS_LIST>"
        "</Global_Footprint></Product_Footprint></Product_Footprint></n1:Geometric_Info>"
        "<n1:Quality_Indicators_Info>"
        "<Cloud_Coverage_Assessment>23.4</Cloud_Coverage_Assessment>"
        f"</n1:Quality_Indicators_Info></n1:Level-{level[1:]}_User_Product>"
    ).encode()


def s2_tile_xml(level: str = "L2A") -> bytes:
    """The metadata of the only tile of a product."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<n1:Level-{level[1:]}_Tile_ID xmlns:n1="https://psd-14.sentinel2.eo.esa.int/PSD">'
        "<n1:General_Info><SENSING_TIME>2024-09-29T03:07:21.919283Z</SENSING_TIME>"
        "</n1:General_Info><n1:Geometric_Info><Tile_Angles><Mean_Sun_Angle>"
        '<ZENITH_ANGLE unit="deg">44.5</ZENITH_ANGLE><AZIMUTH_ANGLE unit="deg">163.25'
        "</AZIMUTH_ANGLE></Mean_Sun_Angle><Mean_Viewing_Incidence_Angle_List>"
        '<Mean_Viewing_Incidence_Angle bandId="0"><ZENITH_ANGLE unit="deg">4.0</ZENITH_ANGLE>'
        '</Mean_Viewing_Incidence_Angle><Mean_Viewing_Incidence_Angle bandId="1">'
        '<ZENITH_ANGLE unit="deg">5.0</ZENITH_ANGLE></Mean_Viewing_Incidence_Angle>'
        "</Mean_Viewing_Incidence_Angle_List></Tile_Angles></n1:Geometric_Info>"
        f"</n1:Level-{level[1:]}_Tile_ID>"
    ).encode()


LANDSAT_NAME = "LC08_L2SP_123032_20200506_20200820_02_T1"

LANDSAT_GROUPS = {
    "PRODUCT_CONTENTS": {
        "LANDSAT_PRODUCT_ID": LANDSAT_NAME,
        "PROCESSING_LEVEL": "L2SP",
        "COLLECTION_NUMBER": "02",
    },
    "IMAGE_ATTRIBUTES": {
        "SPACECRAFT_ID": "LANDSAT_8",
        "SENSOR_ID": "OLI_TIRS",
        "DATE_ACQUIRED": "2020-05-06",
        "SCENE_CENTER_TIME": "02:53:21.1234560Z",
        "CLOUD_COVER": "12.34",
        "SUN_AZIMUTH": "136.61",
        "SUN_ELEVATION": "60.22",
    },
    "LEVEL1_RADIOMETRIC_RESCALING": {
        "REFLECTANCE_MULT_BAND_4": "2.0000E-05",
        "REFLECTANCE_ADD_BAND_4": "-0.100000",
    },
    "LEVEL2_SURFACE_REFLECTANCE_PARAMETERS": {
        "REFLECTANCE_MULT_BAND_4": "2.75e-05",
        "REFLECTANCE_ADD_BAND_4": "-0.2",
    },
    "LEVEL2_SURFACE_TEMPERATURE_PARAMETERS": {
        "TEMPERATURE_MULT_BAND_ST_B10": "0.00341802",
        "TEMPERATURE_ADD_BAND_ST_B10": "149.0",
    },
}


def landsat_delivery(root: Path, *, kinds: tuple[str, ...] = ("xml", "txt")) -> Path:
    """A small Landsat 8 scene of Collection 2, level 2, with its metadata in one form or both."""
    folder = root / LANDSAT_NAME
    for band in ("SR_B2", "SR_B3", "SR_B4", "SR_B5", "ST_B10", "QA_PIXEL", "QA_RADSAT"):
        write_raster(folder / f"{LANDSAT_NAME}_{band}.TIF", placed=True)
    (folder / f"{LANDSAT_NAME}_thumb_small.jpeg").write_bytes(b"\xff\xd8\xff\xd9")
    if "xml" in kinds:
        groups = "".join(
            f"<{group}>{''.join(f'<{key}>{value}</{key}>' for key, value in members.items())}"
            f"</{group}>"
            for group, members in LANDSAT_GROUPS.items()
        )
        (folder / f"{LANDSAT_NAME}_MTL.xml").write_text(
            f'<?xml version="1.0"?><LANDSAT_METADATA_FILE>{groups}</LANDSAT_METADATA_FILE>'
        )
    if "txt" in kinds:
        lines = ["GROUP = LANDSAT_METADATA_FILE"]
        for group, members in LANDSAT_GROUPS.items():
            lines.append(f"  GROUP = {group}")
            lines += [f'    {key} = "{value}"' for key, value in members.items()]
            lines.append(f"  END_GROUP = {group}")
        lines += ["END_GROUP = LANDSAT_METADATA_FILE", "END"]
        (folder / f"{LANDSAT_NAME}_MTL.txt").write_text("\n".join(lines) + "\n")
    return folder
