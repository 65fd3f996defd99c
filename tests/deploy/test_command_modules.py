"""Commands are found in their modules, and a call reads no other module than its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence

import pytest
from typer.testing import CliRunner

import deploy.cli
import ingest.commands
from ingest.later_commands import commands_of


@pytest.mark.parametrize("table", [deploy.cli.MODULES, ingest.commands.MODULES])
def test_each_module_registers_what_the_table_says(table: Mapping[str, Sequence[str]]) -> None:
    found = {module: tuple(commands_of(module)) for module in table}
    assert found == dict(table)


def test_help_lists_the_commands_of_all_modules() -> None:
    answer = CliRunner(env={"COLUMNS": "200"}).invoke(deploy.cli.app, ["--help"])
    assert answer.exit_code == 0
    for names in deploy.cli.MODULES.values():
        assert all(f"│ {name} " in answer.output for name in names), answer.output
    assert "│ run " in answer.output


def test_a_command_that_there_is_not_is_said() -> None:
    answer = CliRunner().invoke(deploy.cli.app, ["datasetz", "list"])
    assert answer.exit_code == 2
    assert "No such command 'datasetz'" in answer.output


def test_a_command_reads_no_rasters_where_it_needs_none() -> None:
    code = (
        "import sys\n"
        "from typer.testing import CliRunner\n"
        "from deploy.cli import app\n"
        "assert CliRunner().invoke(app, ['datasets', '--help']).exit_code == 0\n"
        "print(*sorted({'rasterio', 'pyogrio', 'pandas', 'granian'} & sys.modules.keys()))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr
