"""`python -m fuzz.engine [options of libFuzzer] FOLDER …`: atheris over the targets.

It ends its process by itself, so that whoever starts it cleans up.
"""

from __future__ import annotations

import random
import sys

import atheris

with atheris.instrument_imports(include=["ingest.beidou", "fuzz.targets"]):
    from fuzz import targets

from fuzz.mutation import mended


def _mutated(data: bytes, most: int, seed: int) -> bytes:
    """A mutation of the engine's, mended three times in four."""
    made: bytes = atheris.Mutate(data, most)
    rng = random.Random(seed)  # noqa: S311 (which mutation is no secret)
    return mended(made, rng)[:most] if rng.random() < 0.75 else made


if __name__ == "__main__":
    atheris.Setup(sys.argv, targets.run, custom_mutator=_mutated)
    atheris.Fuzz()
