"""Writes an indicator folder as the loader reads it."""

from __future__ import annotations

from pathlib import Path

INDICATORS = """\
[[dataset]]
id = "elderly"
title = "养老服务"
line = "养老"
owner = "虚构市民政局"

[[dataset.indicator]]
id = "residents"
title = "在院老年人数"
unit = "人"
kind = "stock"
additive_space = true
additive_time = false
grade = "open"
minimum_cell = 5

[[dataset.indicator]]
id = "admissions"
title = "入院人数"
unit = "人"
kind = "flow"
additive_space = true
additive_time = true
grade = "internal"
minimum_cell = 0

[[dataset.indicator]]
id = "spending"
title = "支出累计"
unit = "万元"
kind = "year_to_date"
additive_space = true
additive_time = false
grade = "open"
minimum_cell = 0

[[dataset.indicator]]
id = "helped"
title = "受助人数"
unit = "人"
kind = "stock"
additive_space = true
additive_time = false
grade = "personal"
minimum_cell = 0
"""


def indicator_folder(
    folder: Path, *lines: str, declarations: str = INDICATORS, dataset: str = "elderly"
) -> Path:
    """A folder with datasets.toml and the one CSV of its dataset."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "datasets.toml").write_text(declarations, encoding="utf-8")
    rows = "".join(f"{line}\n" for line in ("indicator,division,month,value", *lines))
    (folder / f"{dataset}.csv").write_text(rows, encoding="utf-8")
    return folder
