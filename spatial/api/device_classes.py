"""Classes of devices, as requests name them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from fastapi import Query


class DeviceClass(StrEnum):
    """What a device is; whose rights differ (R4.9)."""

    VEHICLE = "vehicle"
    PATROL = "patrol"
    PERSONAL = "personal"
    MARKER = "marker"


Classes = Annotated[
    list[DeviceClass] | None,
    Query(alias="class", description="Classes of devices; all if left out."),
]
