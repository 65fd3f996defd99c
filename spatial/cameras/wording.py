"""What officers read of cameras."""

from __future__ import annotations

from spatial.cameras.mismatches import Mismatch
from spatial.cameras.sectors import Unseen

UNSEEN = {
    Unseen.NO_REACH: "没有视距，看到哪里未知",
    Unseen.NO_ANGLE: "没有视角，看到哪里未知",
    Unseen.NO_BEARING: "没有朝向，看到哪里未知",
}

MISMATCHES = {
    Mismatch.CODE_RETIRED: "编码中的区划代码已停用",
    Mismatch.ELSEWHERE: "点位在另一区划",
    Mismatch.CODE_NOT_YET: "编码中的区划代码当时尚未启用",
    Mismatch.CODE_UNKNOWN: "编码中的区划代码不存在",
    Mismatch.NOWHERE: "点位不在任何区划内",
}
