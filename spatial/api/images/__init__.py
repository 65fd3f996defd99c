"""Routes of images, one module for each question. Fixed paths stand before `/v1/images/{image}`."""

from fastapi import APIRouter

from spatial.api.images import files, pairs, scenes
from spatial.api.images.series import routes as series

router = APIRouter()
for _part in (series, pairs, scenes, files):
    router.include_router(_part.router)
