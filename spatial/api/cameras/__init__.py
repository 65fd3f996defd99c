"""Routes of the register of cameras (视频点位), all of them. None hands out or passes on video."""

from fastapi import APIRouter

from spatial.api.cameras import links, lists, mismatches, one, pushes, seeing

router = APIRouter()
# Fixed paths before those of one camera.
for _part in (seeing, mismatches, links, lists, pushes, one):
    router.include_router(_part.router)
