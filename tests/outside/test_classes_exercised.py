"""Every class of conformance that we declare is exercised by a client or a suite that we did not
write: this table says by which, and a class that is declared and not in it fails.
"""

from __future__ import annotations

from pathlib import Path

import httpx
from watched_server import Watched

HERE = Path(__file__).parent
TESTS = HERE.parent

QGIS = "outside/test_qgis.py"
GDAL = "outside/test_gdal_features.py"
GDAL_TILES = "outside/test_gdal_tiles.py"
OWSLIB = "outside/test_owslib.py"
EDITING = "outside/test_owslib_editing.py"
FUZZING = "deploy/test_openapi_fuzzing.py"  # schemathesis
PROCESSES = "outside/test_owslib_processes.py"
BROWSER = "outside/test_pages_in_browser.py"
CQL2 = "outside/test_cql2_judge.py"
MEOS = "outside/test_moving_feature_clients.py"

EXERCISED: dict[str, tuple[str, ...]] = {
    "ogcapi-common-1/1.0/conf/core": (OWSLIB, GDAL, QGIS),
    "ogcapi-common-1/1.0/conf/landing-page": (OWSLIB, QGIS, BROWSER),
    "ogcapi-common-1/1.0/conf/json": (OWSLIB, GDAL),
    "ogcapi-common-1/1.0/conf/html": (BROWSER,),
    "ogcapi-common-1/1.0/conf/oas30": (OWSLIB, GDAL),
    "ogcapi-common-2/1.0/conf/collections": (OWSLIB, GDAL, QGIS),
    "ogcapi-tiles-1/1.0/conf/core": (QGIS, GDAL_TILES),
    "ogcapi-tiles-1/1.0/conf/tileset": (GDAL_TILES,),
    "ogcapi-tiles-1/1.0/conf/tilesets-list": (GDAL_TILES,),
    "ogcapi-tiles-1/1.0/conf/geodata-tilesets": (GDAL_TILES,),
    "ogcapi-tiles-1/1.0/conf/datetime": (QGIS,),
    "ogcapi-tiles-1/1.0/conf/mvt": (QGIS, GDAL_TILES),
    "ogcapi-tiles-1/1.0/conf/png": (QGIS,),
    "ogcapi-features-1/1.0/conf/core": (GDAL, QGIS, OWSLIB),
    "ogcapi-features-1/1.0/conf/oas30": (GDAL, OWSLIB),
    "ogcapi-features-1/1.0/conf/geojson": (GDAL, QGIS, OWSLIB),
    "ogcapi-features-2/1.0/conf/crs": (GDAL,),
    "ogcapi-features-3/1.0/conf/filter": (OWSLIB, CQL2),
    "ogcapi-features-3/1.0/conf/features-filter": (OWSLIB, CQL2),
    "ogcapi-features-3/1.0/conf/queryables": (OWSLIB,),
    "ogcapi-features-3/1.0/conf/queryables-query-parameters": (OWSLIB,),
    "cql2/1.0/conf/basic-cql2": (CQL2,),
    "cql2/1.0/conf/advanced-comparison-operators": (CQL2,),
    "cql2/1.0/conf/case-insensitive-comparison": (CQL2,),
    "cql2/1.0/conf/accent-insensitive-comparison": (CQL2,),
    "cql2/1.0/conf/basic-spatial-functions": (CQL2,),
    "cql2/1.0/conf/basic-spatial-functions-plus": (CQL2,),
    "cql2/1.0/conf/spatial-functions": (CQL2,),
    "cql2/1.0/conf/temporal-functions": (CQL2,),
    "cql2/1.0/conf/property-property": (CQL2,),
    "cql2/1.0/conf/arithmetic": (CQL2,),
    "cql2/1.0/conf/cql2-text": (CQL2,),
    "cql2/1.0/conf/cql2-json": (CQL2,),
    "ogcapi-features-4/1.0/conf/create-replace-delete": (EDITING,),
    "ogcapi-features-4/1.0/conf/update": (FUZZING,),
    "ogcapi-features-4/1.0/conf/features": (EDITING,),
    "ogcapi-features-4/1.0/conf/optimistic-locking-etags": (EDITING,),
    "json-fg-1/1.0/conf/core": (GDAL,),
    "json-fg-1/1.0/conf/types-schemas": (GDAL,),
    "json-fg-1/1.0/conf/api": (GDAL,),
    "json-fg-1/1.0/conf/profiles": (GDAL,),
    "ogcapi-movingfeatures-1/1.0/conf/common": (MEOS,),
    "ogcapi-processes-1/1.0/conf/core": (PROCESSES,),
    "ogcapi-processes-1/1.0/conf/ogc-process-description": (PROCESSES,),
    "ogcapi-processes-1/1.0/conf/json": (PROCESSES,),
    "ogcapi-processes-1/1.0/conf/oas30": (OWSLIB,),
    "ogcapi-processes-1/1.0/conf/job-list": (PROCESSES,),
    "ogcapi-processes-1/1.0/conf/dismiss": (PROCESSES,),
}
"""By class, the tests in which such a client meets it."""


def test_each_declared_class_is_exercised_by_a_client_of_others(server: Watched) -> None:
    with httpx.Client(trust_env=False) as client:
        told = client.get(f"{server.address}/ogc/conformance", params={"f": "json"}).json()
    declared = {one.removeprefix("http://www.opengis.net/spec/") for one in told["conformsTo"]}
    assert declared == set(EXERCISED)


def test_the_tests_of_the_table_are_there() -> None:
    for files in EXERCISED.values():
        for file in files:
            assert (TESTS / file).is_file(), file
