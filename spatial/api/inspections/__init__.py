"""Routes of joint inspections, all of them."""

from fastapi import APIRouter

from spatial.api.inspections import files, one, plan, records, report, results, rounds

router = APIRouter()
# Fixed paths before those of one inspection.
for _part in (rounds, plan, records, files, results, report, one):
    router.include_router(_part.router)
