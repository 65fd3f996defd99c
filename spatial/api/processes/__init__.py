"""OGC API - Processes, part 1 (18-062r2): long questions over HTTP; docs/jobs.md."""

from fastapi import APIRouter

from spatial.api.processes import execution, jobs, processes, results

router = APIRouter()
router.include_router(processes.router)
router.include_router(execution.router)
router.include_router(jobs.router)
router.include_router(results.router)
