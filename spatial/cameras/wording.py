"""What officers read of cameras."""

from __future__ import annotations

from spatial.cameras.sectors import Unseen

UNSEEN = {
    Unseen.NO_REACH: "没有视距，看到哪里未知",
    Unseen.NO_ANGLE: "没有视角，看到哪里未知",
    Unseen.NO_BEARING: "没有朝向，看到哪里未知",
}
