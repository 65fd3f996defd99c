"""Places the texts of a map so that none lies on another."""

from __future__ import annotations

from dataclasses import dataclass, field

from spatial.boundaries.report.svg import width_of

# Where a text may stand beside its place: steps right and down, and which end of it lies there.
_AROUND = (
    (8.0, -6.0, "start"),
    (8.0, 14.0, "start"),
    (-8.0, -6.0, "end"),
    (-8.0, 14.0, "end"),
    (10.0, 4.0, "start"),
    (-10.0, 4.0, "end"),
    (0.0, -12.0, "middle"),
    (0.0, 22.0, "middle"),
    (18.0, -22.0, "start"),
    (18.0, 30.0, "start"),
    (-18.0, -22.0, "end"),
    (-18.0, 30.0, "end"),
)

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a text begins, ends or has its middle (anchor), and its baseline."""

    x: float
    y: float
    anchor: str


@dataclass
class Room:
    """The room of a map: its edge (left, top, right, bottom), what is taken of it, and what is
    better left free."""

    edge: Box
    taken: list[Box] = field(default_factory=list)
    avoided: list[Box] = field(default_factory=list)

    def take(self, box: Box) -> None:
        """Something stands there that no text may lie on."""
        self.taken.append(box)

    def avoid(self, box: Box) -> None:
        """A text lies on it only where there is no other room."""
        self.avoided.append(box)

    def place(self, text: str, x: float, y: float, *, size: float) -> Placed | None:
        """Where a text stands beside a place; None where there is no room."""
        for avoided in (self.avoided, []):
            for right, down, anchor in _AROUND:
                box = _box(text, x + right, y + down, anchor, size)
                if self._is_free(box) and not any(_meet(box, other) for other in avoided):
                    self.taken.append(box)
                    return Placed(x + right, y + down, anchor)
        return None

    def place_at(self, text: str, x: float, y: float, *, size: float) -> bool:
        """Whether a text may have its middle at a place; it is taken then."""
        box = _box(text, x, y + size * 0.35, "middle", size)
        free = self._is_free(box)
        if free:
            self.taken.append(box)
        return free

    def _is_free(self, box: Box) -> bool:
        left, top, right, bottom = self.edge
        if box[0] < left or box[1] < top or box[2] > right or box[3] > bottom:
            return False
        return not any(_meet(box, other) for other in self.taken)


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _box(text: str, x: float, y: float, anchor: str, size: float) -> Box:
    wide = width_of(text, size)
    left = {"start": x, "middle": x - wide / 2, "end": x - wide}[anchor]
    return (left - 2, y - size * 0.95, left + wide + 2, y + size * 0.25)
