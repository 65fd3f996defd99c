"""Commands whose modules are read when they are called, not at each start.

All of them together take seconds to import, for they draw in what reads rasters and shapes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group


def later_group(modules: Mapping[str, Sequence[str]]) -> type[TyperGroup]:
    """A class of groups (`typer.Typer(cls=…)`) that have the commands of some modules as well.

    modules: the names of the commands that each module registers, in the order of the list that
    people read. A module has a function `register(app)` that adds them to a `typer.Typer`.
    """
    places = {name: module for module, names in modules.items() for name in names}

    class LaterGroup(TyperGroup):
        def list_commands(self, ctx: Any) -> list[str]:
            return [*super().list_commands(ctx), *places]

        def get_command(self, ctx: Any, cmd_name: str) -> Any:
            module = places.get(cmd_name)
            if module is None:
                return super().get_command(ctx, cmd_name)
            return commands_of(module)[cmd_name]

    return LaterGroup


def commands_of(module: str) -> dict[str, Any]:
    """The commands that a module registers, by name."""
    declared = typer.Typer()
    import_module(module).register(declared)
    return dict(get_group(declared).commands)
