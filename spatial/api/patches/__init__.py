"""Routes of suspected patches (疑似图斑), all of them."""

from fastapi import APIRouter

from spatial.api.patches import finding, lists, one

router = APIRouter()
# Fixed paths before those of one patch.
for _part in (finding, lists, one):
    router.include_router(_part.router)
