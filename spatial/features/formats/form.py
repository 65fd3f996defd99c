"""The forms in which features leave, and what each is called by those who ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """A form of features; the value is what `f=` names."""

    JSON = "json"
    JSONFG = "jsonfg"
    JSONSEQ = "jsonseq"
    FLATGEOBUF = "flatgeobuf"
    PARQUET = "parquet"
    ARROW = "arrow"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class FormFacts:
    """What is known of a form.

    media_type: what the answer is called. also: other names under which it may be asked for.
    suffix: of a file's name. title: what an officer reads. whole: it is a file, all of what was
    asked for without a limit; else it is a document of pages.
    """

    media_type: str
    suffix: str
    title: str
    whole: bool
    also: tuple[str, ...] = ()


FACTS: dict[Form, FormFacts] = {
    Form.JSON: FormFacts(
        "application/geo+json", "geojson", "GeoJSON", whole=False, also=("application/json",)
    ),
    # JSON-FG 1.0 is content of application/geo+json as well; this is the name of its own that
    # clients ask for when they do not want plain GeoJSON.
    Form.JSONFG: FormFacts(
        "application/vnd.ogc.fg+json",
        "fg.json",
        "JSON-FG（含时间与坐标系）",
        whole=False,
        also=("application/fg+json",),
    ),
    Form.JSONSEQ: FormFacts(
        "application/geo+json-seq", "geojsons", "GeoJSON 序列（每行一个要素）", whole=True
    ),
    Form.FLATGEOBUF: FormFacts(
        "application/vnd.flatgeobuf",
        "fgb",
        "FlatGeobuf（QGIS 等软件）",
        whole=True,
        also=("application/flatgeobuf",),
    ),
    Form.PARQUET: FormFacts(
        "application/vnd.apache.parquet", "parquet", "GeoParquet（数据分析）", whole=True
    ),
    Form.ARROW: FormFacts(
        "application/vnd.apache.arrow.stream", "arrows", "Arrow（数据分析）", whole=True
    ),
    Form.CSV: FormFacts("text/csv", "csv", "CSV（表格软件）", whole=True),
}


BY_MEDIA_TYPE: dict[str, Form] = {
    name: form for form, facts in FACTS.items() for name in (facts.media_type, *facts.also)
} | {"*/*": Form.JSON, "application/*": Form.JSON, "text/*": Form.CSV}
"""By media range of an `Accept` header."""
