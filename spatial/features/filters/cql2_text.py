"""The text encoding of a filter (cql2-text), as the grammar of OGC 21-065 (Annex B) has it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from spatial.features.filters.source import Source, day_of, instant_of, near, number_of
from spatial.features.filters.tree import (
    ARRAYS,
    COMPARISONS,
    FUNCTIONS,
    MOST_DEPTH,
    MOST_NODES,
    Call,
    Interval,
    Literal,
    Moment,
    Name,
    Node,
)
from spatial.features.filters.well_known_text import GEOMETRIES, shape_at
from spatial.features.filters.words import Sort, Word, words_of

_RESERVED = frozenset({"AND", "OR", "NOT", "LIKE", "BETWEEN", "IN", "IS", "NULL", "DIV"})

_OPERAND = "属性名、数、'文字'、DATE('…')、TIMESTAMP('…')、几何或函数"
_AFTER_OPERAND = "比较（= <> < <= > >=、LIKE、BETWEEN、IN、IS NULL）、运算符、AND、OR"


def parse_text(source: Source) -> Node:
    """The tree of a filter in the text encoding.

    Raises BadFilter with the place of the fault, and for more than MOST_NODES nodes or
    MOST_DEPTH operations inside each other.
    """
    if not source.text.strip():
        raise source.fault(0, "过滤条件是空的")
    return _Parser(source).filter()


class _Parser:
    """Reads by descent; each method one rule of the grammar, from the weakest operator on."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._words = words_of(source)
        self._next = 0
        self._depth = 0
        self._nodes = 0

    def filter(self) -> Node:
        found = self._either()
        if self.word.sort is not Sort.END:
            self._expected(_AFTER_OPERAND)
        return found

    # What follows, and how it is taken.

    @property
    def word(self) -> Word:
        return self._words[self._next]

    def take(self) -> Word:
        word = self.word
        self._next += word.sort is not Sort.END
        return word

    def takes(self, *keywords: str) -> Word | None:
        """The next word where it is one of the keywords or signs; else nothing is taken."""
        return self.take() if self.word.upper in keywords else None

    def require(self, keyword: str) -> Word:
        return self.takes(keyword) or self._expected(keyword)

    def _expected(self, what: str) -> NoReturn:
        raise self.source.fault(self.word.at, f"这里应是{what}，而来的是{self.word}", expected=what)

    def _made(self, node: Node) -> Node:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise self.source.fault(node.at, f"过滤条件太大：至多 {MOST_NODES} 个名称、值和运算")
        return node

    def _deeper(self, rule: Callable[[], Node], at: int) -> Node:
        """What a rule reads one level further in: no filter exhausts the stack."""
        if self._depth >= MOST_DEPTH:
            raise self.source.fault(at, f"嵌套太深：至多 {MOST_DEPTH} 层")
        self._depth += 1
        found = rule()
        self._depth -= 1
        return found

    # The rules.

    def _either(self) -> Node:
        return self._chain("OR", self._both)

    def _both(self) -> Node:
        return self._chain("AND", self._negated)

    def _chain(self, keyword: str, rule: Callable[[], Node]) -> Node:
        first = rule()
        at = self.word.at
        parts = [first]
        while self.takes(keyword):
            parts.append(rule())
        if len(parts) == 1:
            return first
        return self._made(Call(keyword.lower(), tuple(parts), at))

    def _negated(self) -> Node:
        word = self.takes("NOT")
        if word is None:
            return self._predicate()
        return self._made(Call("not", (self._deeper(self._negated, word.at),), word.at))

    def _predicate(self) -> Node:
        left = self._sum()
        sign = self.takes(*COMPARISONS)
        if sign is not None:
            return self._made(Call(sign.value, (left, self._sum()), sign.at))
        if self.takes("IS"):
            at = self.word.at
            negated = self.takes("NOT") is not None
            self.require("NULL")
            return self._perhaps_not(negated, Call("isNull", (left,), at))
        negated = self.takes("NOT") is not None
        word = self.takes("LIKE", "BETWEEN", "IN")
        if word is None:
            if negated:
                self._expected("LIKE、BETWEEN 或 IN")
            return left
        rules = {"LIKE": self._pattern, "BETWEEN": self._limits, "IN": self._items}
        args = rules[word.upper]()
        return self._perhaps_not(negated, Call(word.value.lower(), (left, *args), word.at))

    def _perhaps_not(self, negated: bool, call: Call) -> Node:
        made = self._made(call)
        return self._made(Call("not", (made,), call.at)) if negated else made

    def _pattern(self) -> tuple[Node, ...]:
        return (self._sum(),)

    def _limits(self) -> tuple[Node, ...]:
        low = self._sum()
        self.require("AND")
        return low, self._sum()

    def _items(self) -> tuple[Node, ...]:
        self.require("(")
        items = [self._sum()]
        while self.takes(","):
            items.append(self._sum())
        self.require(")")
        return tuple(items)

    def _sum(self) -> Node:
        return self._binary(("+", "-"), self._product)

    def _product(self) -> Node:
        return self._binary(("*", "/", "%", "DIV"), self._power)

    def _power(self) -> Node:
        base = self._signed()
        sign = self.takes("^")
        if sign is None:
            return base
        return self._made(Call("^", (base, self._deeper(self._power, sign.at)), sign.at))

    def _binary(self, signs: tuple[str, ...], rule: Callable[[], Node]) -> Node:
        found = rule()
        depth = self._depth
        while sign := self.takes(*signs):
            # A sum of many is a tree as deep as it is long.
            found = self._made(
                Call(sign.value.lower(), (found, self._deeper(rule, sign.at)), sign.at)
            )
            self._depth += 1
        self._depth = depth
        return found

    def _signed(self) -> Node:
        sign = self.takes("+", "-")
        if sign is None:
            return self._operand()
        if self.word.sort is Sort.NUMBER:
            word = self.take()
            written = word.value if sign.value == "+" else f"-{word.value}"
            return self._made(Literal(number_of(self.source, written, sign.at), sign.at))
        found = self._deeper(self._signed, sign.at)
        if sign.value == "+":
            return found
        return self._made(Call("*", (self._made(Literal(-1, sign.at)), found), sign.at))

    def _operand(self) -> Node:
        word = self.word
        if word.sort is Sort.NUMBER:
            self.take()
            return self._made(Literal(number_of(self.source, word.value, word.at), word.at))
        if word.sort is Sort.TEXT:
            self.take()
            return self._made(Literal(word.value, word.at))
        if word.sort is Sort.QUOTED:
            self.take()
            return self._made(Name(word.value, word.at))
        if word.upper == "(":
            self.take()
            found = self._deeper(self._either, word.at)
            self.require(")")
            return found
        if word.sort is not Sort.NAME or word.upper in _RESERVED:
            self._expected(_OPERAND)
        self.take()
        if word.upper in ("TRUE", "FALSE"):
            return self._made(Literal(word.upper == "TRUE", word.at))
        if word.upper in GEOMETRIES and self.word.upper in ("(", "Z", "EMPTY"):
            shape, self._next = shape_at(self.source, self._words, self._next - 1)
            return self._made(shape)
        if self.word.upper == "(":
            return self._called(word)
        return self._made(Name(word.value, word.at))

    def _called(self, word: Word) -> Node:
        name = word.value.lower()
        if name in ("date", "timestamp"):
            return self._made(self._moment(word))
        if name == "interval":
            return self._made(self._interval(word))
        if name in ARRAYS:
            raise self.source.fault(word.at, "要素没有数组属性，没有数组函数")
        if name not in FUNCTIONS:
            known = [*(one.upper() for one in FUNCTIONS), "DATE", "TIMESTAMP", "INTERVAL"]
            raise self.source.fault(
                word.at, f"没有函数 {word.value[:40]}{near(word.value, known)}", functions=known
            )
        self.require("(")
        args = [self._deeper(self._sum, word.at)]
        while self.takes(","):
            args.append(self._deeper(self._sum, word.at))
        self.require(")")
        if len(args) != FUNCTIONS[name]:
            raise self.source.fault(
                word.at, f"{word.upper} 要 {FUNCTIONS[name]} 个参数，而来的是 {len(args)} 个"
            )
        return self._made(Call(name, tuple(args), word.at))

    def _moment(self, word: Word) -> Moment:
        self.require("(")
        if self.word.sort is not Sort.TEXT:
            self._expected("单引号中的日期" if word.upper == "DATE" else "单引号中的时刻")
        written = self.take()
        self.require(")")
        read = day_of if word.upper == "DATE" else instant_of
        return Moment(read(self.source, written.value, written.at), word.at)

    def _interval(self, word: Word) -> Interval:
        self.require("(")
        start = self._limit()
        self.require(",")
        end = self._limit()
        self.require(")")
        return Interval(start, end, word.at)

    def _limit(self) -> Moment | Name | None:
        word = self.word
        if word.upper in ("DATE", "TIMESTAMP") and self._words[self._next + 1].upper == "(":
            self.take()
            return self._moment(word)
        if word.sort in (Sort.NAME, Sort.QUOTED) and word.upper not in _RESERVED:
            self.take()
            return Name(word.value, word.at)
        if word.sort is not Sort.TEXT:
            self._expected("'日期'、'时刻'、'..' 或属性名")
        self.take()
        return limit_of(self.source, word.value, word.at)


def limit_of(source: Source, written: str, at: int | str) -> Moment | None:
    """The end of an interval that a text names: `..` and nothing are open. Raises BadFilter."""
    if written in ("..", ""):
        return None
    read = instant_of if "T" in written.upper() else day_of
    return Moment(read(source, written, at), at)
