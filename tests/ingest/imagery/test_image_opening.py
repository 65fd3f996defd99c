from __future__ import annotations

from pathlib import Path

import pytest
import rasterio
from image_files import halves, write_image

from ingest.imagery.opening import ImageRefused, opened_image

VRT = """<VRTDataset rasterXSize="4" rasterYSize="4"><SRS>EPSG:4326</SRS>
<GeoTransform>100,1,0,30,0,-1</GeoTransform><VRTRasterBand dataType="Byte" band="1">
<SimpleSource><SourceFilename>{target}</SourceFilename><SourceBand>1</SourceBand></SimpleSource>
</VRTRasterBand></VRTDataset>"""


def refusal(path: Path) -> str:
    with pytest.raises(ImageRefused) as refused, opened_image(path) as dataset:
        dataset.read()
    return str(refused.value)


def test_an_image_is_opened_and_read(tmp_path: Path) -> None:
    path = write_image(tmp_path / "a.tif", halves(1, 2))
    with opened_image(path) as dataset:
        assert (dataset.read(1) == halves(1, 2)).all()


def test_a_vrt_under_the_name_of_a_tiff_is_refused_r6_2(tmp_path: Path) -> None:
    target = write_image(tmp_path / "secret.tif", halves(1, 2))
    (tmp_path / "a.tif").write_text(VRT.format(target=target))
    assert "cannot be read" in refusal(tmp_path / "a.tif")


@pytest.mark.parametrize(
    "name",
    ["/vsicurl/http://127.0.0.1/a.tif", "/vsizip/a.zip/a.tif", "GTIFF_DIR:1:a.tif", "a.tif"],
)
def test_an_address_of_gdal_is_refused_r6_2(name: str) -> None:
    assert "address of GDAL" in refusal(Path(name))


def test_a_name_with_nul_is_refused_r6_2(tmp_path: Path) -> None:
    assert "NUL" in refusal(tmp_path / "a\0b.tif")


@pytest.mark.parametrize("suffix", [".ovr", ".msk"])
def test_a_sidecar_that_is_no_tiff_is_refused_r6_2(tmp_path: Path, suffix: str) -> None:
    path = write_image(tmp_path / "a.tif", halves(1, 2))
    (tmp_path / f"a.tif{suffix}").write_text(VRT.format(target="/etc/passwd"))
    assert "is no TIFF" in refusal(path)


def test_a_sidecar_that_leads_out_of_its_folder_is_refused_r6_2(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    other = write_image(tmp_path / "other.tif", halves(1, 2))
    path = write_image(tmp_path / "in" / "a.tif", halves(1, 2))
    (tmp_path / "in" / "a.tif.msk").symlink_to(other)
    assert "out of its folder" in refusal(path)


def test_overviews_elsewhere_are_refused_r6_2(tmp_path: Path) -> None:
    path = write_image(tmp_path / "a.tif", halves(1, 2))
    (tmp_path / "a.tif.aux.xml").write_text(
        '<PAMDataset><Metadata domain="OVERVIEWS"><MDI key="OVERVIEW_FILE">/etc/x</MDI></Metadata>'
        "</PAMDataset>"
    )
    assert "refers to other files" in refusal(path)
    tagged = write_image(
        tmp_path / "b.tif", halves(1, 2), tags={"OVERVIEWS": {"OVERVIEW_FILE": "/etc/x"}}
    )
    (tmp_path / "b.tif.aux.xml").unlink(missing_ok=True)
    assert "another file" in refusal(tagged)


def test_few_bytes_that_claim_many_pixels_are_refused_r6_2(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.tif"
    with rasterio.open(
        bomb,
        "w",
        driver="GTiff",
        width=60_000,
        height=60_000,
        count=1,
        dtype="uint8",
        crs="EPSG:4326",
        transform=rasterio.Affine(1e-4, 0, 100, 0, -1e-4, 30),
        sparse_ok=True,
        tiled=True,
    ):
        pass
    assert "claim to hold 3,600,000,000 bytes" in refusal(bomb)
