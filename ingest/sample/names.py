"""Names of the fictional country: all begin with 虚, so that nobody takes them for real places."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

_FIRST = "云松石青白金玉长平安永新东西南北龙凤桃柳梅竹荷兰"
_SECOND = "溪岭坪湾塘桥坝口泉岗坡渡寨营圃屏川洲峰源"


def town_names(rng: np.random.Generator) -> Iterator[str]:
    """Stems of town names (虚云溪 …), each once, in an order that the generator draws."""
    stems = [f"虚{first}{second}" for first in _FIRST for second in _SECOND]
    yield from (stems[number] for number in rng.permutation(len(stems)))


def village_names(rng: np.random.Generator) -> Iterator[str]:
    """Stems of village names (虚松家泉 …), each once, in an order that the generator draws."""
    stems = [f"虚{first}家{second}" for first in _FIRST for second in _SECOND]
    yield from (stems[number] for number in rng.permutation(len(stems)))
