"""The 20 digits by which GB/T 28181 names a camera, taken apart (rule A). Pure.

Eight digits of the centre (监控中心: six of GB/T 2260 and two below it), two of the industry, three
of the type, seven of the serial, of which the first tells the network. The code in them is that of
the day on which the number was given; where a camera is, only its point and the day tell (R7.3).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from spatial.errors import BadCameraNumber

CAMERA_TYPES = {"131": "摄像机", "132": "网络摄像机"}
"""Types of devices that are cameras."""

_DIGITS = re.compile(r"[0-9]{20}", re.ASCII)


@dataclass(frozen=True, slots=True)
class CameraNumber:
    """The parts of a number. centre: 8 digits, division those of them that are of GB/T 2260.
    serial: 7 digits, network the first of them."""

    number: str
    centre: str
    industry: str
    type: str
    serial: str

    @property
    def division(self) -> str:
        """The division code of the day on which the number was given; zeros where it is above."""
        return self.centre[:6]

    @property
    def network(self) -> str:
        """Which network: the first digit of the serial."""
        return self.serial[0]


def parse_camera_number(text: str) -> CameraNumber:
    """The parts of a number. Raises BadCameraNumber with what is wrong.

    Whether its division code ever was one, no digit tells: see the report of mismatches.

    >>> parse_camera_number("22038100001310000001").division
    '220381'
    """
    if not _DIGITS.fullmatch(text):
        what = f"{len(text)} 位" if text.isascii() and text.isdigit() else "不全是数字"
        raise BadCameraNumber(f"“{text[:40]}”不是 GB/T 28181 编码：应为 20 位数字，这里{what}")
    number = CameraNumber(text, text[:8], text[8:10], text[10:13], text[13:])
    if number.centre[:2] == "00":
        raise BadCameraNumber(
            f"“{text}”不是 GB/T 28181 编码：前六位 {number.division} 不是区划代码"
        )
    if number.type not in CAMERA_TYPES:
        known = "、".join(f"{code} {name}" for code, name in CAMERA_TYPES.items())
        raise BadCameraNumber(
            f"“{text}”不是摄像机：第 11 至 13 位是类型 {number.type}，摄像机是 {known}"
        )
    return number
