"""`python -m fuzz [SECONDS | FILE …]`: the targets, guided by what each input reaches.

What reaches new code stays in .data/fuzz/corpus for the next time. An input that breaks a promise
is written to .data/fuzz, and `python -m fuzz FILE` runs it alone.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from fuzz.seeds import own_seeds, published_seeds
from fuzz.targets import run

ROOT = Path(__file__).parent.parent
_LONGEST = 16_384


def main() -> int:
    """Fuzzes for some seconds or runs, or runs files; not 0 when a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("what", nargs="*", default=["60"], help="seconds (60), or files to run")
    parser.add_argument("--runs", type=int, help="so many runs, in place of seconds")
    parser.add_argument("--seed", type=int, default=0, help="of the engine; 0 takes one by chance")
    parser.add_argument("--home", type=Path, default=ROOT / ".data" / "fuzz")
    arguments = parser.parse_args()
    if not arguments.what[0].isdecimal():
        for file in arguments.what:
            run(Path(file).read_bytes())
        return 0
    corpus = arguments.home / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    length = (
        f"-max_total_time={arguments.what[0]}"
        if arguments.runs is None
        else f"-runs={arguments.runs}"
    )
    with tempfile.TemporaryDirectory() as folder:
        _write_seeds(Path(folder))
        options = [
            length,
            f"-seed={arguments.seed}",
            f"-max_len={_LONGEST}",
            # An input may take so many seconds and MiB: no reader stalls or swells.
            "-timeout=5",
            "-rss_limit_mb=1024",
            f"-artifact_prefix={arguments.home}/",
            "-print_final_stats=1",
        ]
        command = [sys.executable, "-m", "fuzz.engine", *options, str(corpus), folder]
        return subprocess.run(command, cwd=ROOT, check=False).returncode


def _write_seeds(folder: Path) -> None:
    """One file for each, in a folder that goes: the published data are not kept."""
    seeds = own_seeds()
    published = Path(os.environ.get("SHIKONG_TEST_DATA") or ROOT.parent / "shared" / "data")
    if (published / "jt808_messages.json").exists():
        seeds += published_seeds(published)
    for number, one in enumerate(seeds):
        (folder / f"{number:05}").write_bytes(one)


if __name__ == "__main__":
    sys.exit(main())
