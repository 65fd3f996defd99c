"""Builds the application from routers; the composition root says which."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.description.document import DescribedApplication
from spatial.api.description.routes import router as description_router
from spatial.api.errors import install_error_handlers, problem
from spatial.api.faces import BelowRoot
from spatial.api.head import HeadAsGet
from spatial.api.registration import require_declarations
from spatial.api.settings import MapSettings
from spatial.api.standard.face import Face

DESCRIPTION = """时空：区划、北斗位置与遥感影像的历史，任意日期的矢量瓦片与问答。

Divisions, positions and images of any date. Coordinates are longitude, latitude in CGCS2000
(EPSG:4490); days are days in Beijing; instants carry their zone. Errors are RFC 9457 problems.
"""


def create_app(
    engine: Engine,
    routers: Iterable[APIRouter],
    *,
    write_token: str,
    map_settings: MapSettings,
    web_map: Path | None = None,
    faces: Mapping[str, FastAPI] | None = None,
    standard_faces: tuple[Face, ...] = (),
) -> FastAPI:
    """The application over one database.

    routers: of the areas, the tile server and the ingest layer. web_map: the folder of the built
    web map, served at `/` (None in programs that need the API only). faces: applications of their
    own by the path below which they stand; they begin and end with this one. standard_faces: what
    /ogc puts together.
    Raises UndeclaredRoute when a route lacks class, grade or action.
    """

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as open_faces:
            for face in (faces or {}).values():
                await open_faces.enter_async_context(face.router.lifespan_context(face))
            yield
        engine.dispose()

    app = DescribedApplication(
        title="Shikong 时空",
        description=DESCRIPTION,
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.state.engine = engine
    app.state.write_token = write_token
    app.state.map_settings = map_settings
    app.state.standard_faces = standard_faces
    install_error_handlers(app)
    app.add_middleware(HeadAsGet)
    for router in routers:
        app.include_router(router)
    app.include_router(description_router)
    _add_platform_routes(app)
    for path, face in (faces or {}).items():
        _add_face(app, path, face)
    if web_map is not None:
        files = StaticFiles(directory=web_map, html=True)
        declared(DataClass.PLATFORM, Grade.OPEN)(files)
        app.mount("/", files, name="web-map")
    require_declarations(app)
    return app


def _add_face(app: FastAPI, path: str, face: FastAPI) -> None:
    # Each of its routes has a declaration of its own; the door to them has the highest grade.
    inner = {declaration.grade for declaration in require_declarations(face).values()}
    grade = next(grade for grade in reversed(Grade) if grade in inner)
    below = BelowRoot(face)
    declared(DataClass.PLATFORM, grade)(below)

    @app.get(path, include_in_schema=False)
    @declared(DataClass.PLATFORM, grade)
    def beginning(request: Request) -> RedirectResponse:
        """The first page of the face."""
        return RedirectResponse(str(request.url.replace(path=f"{path}/")), 308)

    app.mount(path, below)


def _add_platform_routes(app: FastAPI) -> None:
    @app.get("/health", include_in_schema=False)
    @declared(DataClass.PLATFORM, Grade.OPEN)
    def health(request: Request) -> JSONResponse:
        """200 when the database answers, 503 when it does not."""
        try:
            with request.app.state.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return problem(503, "Service Unavailable", "the database does not answer", "health")
        return JSONResponse({"status": "ok"})
