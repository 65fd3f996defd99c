"""Parameters that an operation does not have are refused, as the OGC APIs ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from spatial.errors import BadParameter


def declared_parameters(request: Request) -> set[str]:
    """The names of the query parameters of the route that answers."""
    route = request.scope["route"]
    assert isinstance(route, APIRoute)
    return set(_names(route.dependant))


def _names(dependant: Dependant) -> Iterator[str]:
    yield from (one.alias for one in dependant.query_params)
    for inner in dependant.dependencies:
        yield from _names(inner)


def require_known(request: Request, also: Iterable[str] = ()) -> None:
    """Returns when each query parameter is one of the operation, or of `also`.

    Raises BadParameter with those that are not, and those that there are.
    """
    known = declared_parameters(request) | set(also)
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        allowed = ", ".join(sorted(known)) or "none"
        raise BadParameter(
            f"{request.url.path} has no parameter {', '.join(unknown)}; it has: {allowed}"
        )


def known_parameters(request: Request) -> None:
    """As a dependency of a route whose parameters are all declared. Raises BadParameter."""
    require_known(request)
