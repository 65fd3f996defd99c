"""Small pieces of HTML. Whatever is not HTML already is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


class Html(str):
    """A text that is HTML."""

    __slots__ = ()


def told(value: object) -> Html:
    """A value as HTML: texts are escaped, line breaks kept, None and empty texts are a dash."""
    if isinstance(value, Html):
        return value
    if value is None or value == "":
        return Html("—")
    return Html(escape(str(value)).replace("\n", "<br>"))


def whole(value: object) -> Html:
    """A value that stays on one line."""
    return Html(f'<span class="whole">{told(value)}</span>')


def joined(pieces: Iterable[str]) -> Html:
    """Pieces one after the other."""
    return Html("".join(told(piece) if not isinstance(piece, Html) else piece for piece in pieces))


def lines(pieces: Iterable[object]) -> Html:
    """Pieces under each other; a dash for none."""
    return Html("<br>".join(told(piece) for piece in pieces) or "—")


def table(
    heads: Sequence[str], rows: Iterable[Sequence[object]], *, kind: str = "", empty: str = "无"
) -> Html:
    """A table; a sentence where there are no rows."""
    body = "".join(
        "<tr>" + "".join(f"<td>{told(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    if not body:
        return Html(f'<p class="none">{told(empty)}</p>')
    head = "".join(f"<th>{told(cell)}</th>" for cell in heads)
    return Html(
        f'<table class="{escape(kind)}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    )


def facts_table(rows: Iterable[tuple[str, object]]) -> Html:
    """A table of names and values."""
    body = "".join(f"<tr><th>{told(name)}</th><td>{told(value)}</td></tr>" for name, value in rows)
    return Html(f'<table class="facts"><tbody>{body}</tbody></table>')


def section(title: str, *pieces: str) -> Html:
    """A part of the document with its heading."""
    return Html(f"<section><h2>{told(title)}</h2>{joined(pieces)}</section>")


def heading(title: str) -> Html:
    """Of a part of a section."""
    return Html(f"<h3>{told(title)}</h3>")


def paragraph(text: object, kind: str = "") -> Html:
    """A paragraph."""
    return Html(f'<p class="{escape(kind)}">{told(text)}</p>' if kind else f"<p>{told(text)}</p>")


def picture(address: str, words: str, kind: str) -> Html:
    """A picture of the folder with its caption."""
    return Html(
        f'<figure class="{escape(kind)}"><img src="{escape(address)}" alt="{escape(words)}">'
        f"<figcaption>{told(words)}</figcaption></figure>"
    )


def code(value: object) -> Html:
    """A value that is compared sign by sign."""
    return Html("—" if value is None else f"<code>{told(value)}</code>")
