"""Parameters that an operation does not have are refused, as the OGC APIs ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel

from spatial.errors import BadParameter


def declared_parameters(request: Request) -> set[str]:
    """The names of the query parameters of the route that answers."""
    route = request.scope["route"]
    assert isinstance(route, APIRoute)
    return set(parameter_names(route.dependant))


def parameter_names(dependant: Dependant) -> Iterator[str]:
    """The names of the query parameters of a route and of what it depends on; of a model of
    parameters those of its members. A name may come several times.
    """
    for one in dependant.query_params:
        yield from _names_in(one.field_info.annotation, one.alias)
    for inner in dependant.dependencies:
        yield from parameter_names(inner)


def _names_in(kind: object, name: str) -> list[str]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [one.alias or member for member, one in kind.model_fields.items()]
    return [name]


def require_known(request: Request, also: Iterable[str] = ()) -> set[str]:
    """The declared parameters, where each one that is given is of them or of `also`.

    Raises BadParameter with those that are not, and those that there are.
    """
    declared = declared_parameters(request)
    unknown = sorted(set(request.query_params) - declared - set(also))
    if unknown:
        allowed = ", ".join(sorted(declared | set(also))) or "none"
        raise BadParameter(
            f"{request.url.path} has no parameter {', '.join(unknown)}; it has: {allowed}"
        )
    return declared


async def known_parameters(request: Request) -> None:
    """As a dependency of a route whose parameters are all declared. Raises BadParameter."""
    require_known(request)
