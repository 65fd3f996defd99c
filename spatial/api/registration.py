"""The gate at start-up: every route has its declaration, every writing route asks for the token."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Mount, Route

from spatial.access.declaration import Action, Declaration, declaration_of
from spatial.api.dependencies import require_write_token
from spatial.errors import UndeclaredRoute

_READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def _calls(dependant: Dependant) -> Iterator[object]:
    for inner in dependant.dependencies:
        yield inner.call
        yield from _calls(inner)


def _check(route: BaseRoute) -> Declaration:
    path = getattr(route, "path", repr(route))
    endpoint = route.app if isinstance(route, Mount) else getattr(route, "endpoint", None)
    declaration = declaration_of(endpoint)
    if declaration is None:
        raise UndeclaredRoute(f"{path} declares no class, grade and action; see @declared")
    if declaration.action is not Action.READ:
        if not isinstance(route, APIRoute) or require_write_token not in _calls(route.dependant):
            raise UndeclaredRoute(f"{path} writes but does not depend on require_write_token")
        allowed = {"OPTIONS", "GET"} if declaration.action is Action.REPORT else {"OPTIONS"}
        if isinstance(route, Route) and _READING_METHODS & (route.methods or set()) - allowed:
            raise UndeclaredRoute(f"{path} writes but answers a reading method")
    return declaration


def require_declarations(app: FastAPI) -> dict[str, Declaration]:
    """The declaration of every route by path.

    Raises UndeclaredRoute with the path of the first route that has none, or that writes without
    asking for the token. Called last, when all routes are there.
    """
    return {getattr(route, "path", ""): _check(route) for route in every_route(app.routes)}


def every_route(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """The routes, with those of included routers in place of the routers."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if isinstance(inner, APIRouter):
            yield from every_route(inner.routes)
        else:
            yield route
