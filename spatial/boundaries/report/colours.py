"""The colours of the report's drawings, legible in print and for those who see no red or green."""

from __future__ import annotations

LINE = "#1a1a1a"
LEFT, RIGHT = "#0b62a4", "#b35900"
SIDE = {"left": LEFT, "right": RIGHT}
BOTH = "#2e7d32"
NOT_WALKED = "#d7191c"
UNKNOWN = "#777777"
LEFT_AREA, RIGHT_AREA, OTHER_AREA = "#eaf2fa", "#fdf1e3", "#f6f6f3"
AREA_EDGE = "#b9b9b0"
MARKER = "#7a0019"
