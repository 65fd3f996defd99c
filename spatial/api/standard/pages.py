"""The shared documents as plain pages in Chinese, for a person with a browser."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from urllib.parse import urlsplit, urlunsplit

from spatial.api.standard.face import Document

_STYLE = (
    "body{font:16px/1.6 system-ui,'Noto Sans CJK SC','Microsoft YaHei',sans-serif;max-width:60rem;"
    "margin:2rem auto;padding:0 1rem;color:#1f2933}a{color:#0b5cad}table{border-collapse:collapse;"
    "width:100%}td,th{border-bottom:1px solid #d9e0e6;padding:.35rem .6rem;text-align:left;"
    "vertical-align:top}code{font-size:.9em;word-break:break-all}nav{margin-bottom:1rem}"
)

_MEANINGS = {
    "service-desc": "接口定义",
    "service-doc": "接口说明",
    "conformance": "所符合的要求",
    "data": "全部数据集合",
    "items": "要素",
    "processes": "处理",
    "job-list": "任务",
    "tiling-schemes": "瓦片格网",
    "tilesets-vector": "矢量瓦片集",
    "tilesets-map": "影像瓦片集",
    "queryables": "可查询的属性",
    "schema": "属性结构",
    "related": "相关",
    "alternate": "其他格式",
    "self": "本页",
}
"""Relations in words; of the long ones the last part."""

_BESIDE = ("self", "alternate")


def landing_page(document: Document) -> str:
    """The first page. Its links, each once, with their meaning."""
    lead = f"<p>{escape(document['description'])}</p>"
    return _page(document["title"], lead + _links(document["links"]), document["links"])


def conformance_page(document: Document) -> str:
    """The list of conformance classes."""
    listed = "".join(f"<li><code>{escape(one)}</code></li>" for one in document["conformsTo"])
    return _page("所符合的要求", f"<ul>{listed}</ul>", document["links"])


def collections_page(document: Document) -> str:
    """All collections, one row for each."""
    rows = "".join(
        f'<tr><td><a href="{escape(_self(one))}">{escape(one["title"])}</a></td>'
        f"<td><code>{escape(one['id'])}</code></td>"
        f"<td>{escape(one.get('description', ''))}</td></tr>"
        for one in document["collections"]
    )
    table = f"<table><tr><th>名称</th><th>标识</th><th>说明</th></tr>{rows}</table>"
    title = f"数据集合（{len(document['collections'])}）"
    return _page(title, table, document["links"])


def collection_page(document: Document) -> str:
    """One collection: what it is, where and when, and its links."""
    told = [("标识", document["id"])]
    if "description" in document:
        told.append(("说明", document["description"]))
    extent = document.get("extent", {})
    if "spatial" in extent:
        told.append(("范围（经纬度）", "，".join(map(str, extent["spatial"]["bbox"][0]))))
    if "temporal" in extent:
        start, end = extent["temporal"]["interval"][0]
        told.append(("时间（UTC）", f"{start or '不限'} 至 {end or '不限'}"))
    if "crs" in document:
        told.append(("坐标系", "，".join(document["crs"])))
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(str(said))}</td></tr>" for name, said in told
    )
    body = f"<table>{rows}</table>{_links(document['links'])}"
    return _page(document["title"], body, document["links"])


def _links(links: Iterable[Document]) -> str:
    shown: dict[str, str] = {}
    for one in links:
        if one["rel"] in _BESIDE or one["href"] in shown:
            continue
        meaning = one.get("title") or _MEANINGS.get(_short(one["rel"]), _short(one["rel"]))
        kind = escape(one.get("type", ""))
        href = escape(one["href"])
        # A template is no address that a browser could follow.
        named = (
            escape(meaning) if one.get("templated") else f'<a href="{href}">{escape(meaning)}</a>'
        )
        shown[one["href"]] = f"<tr><td>{named}</td><td><code>{kind}</code></td></tr>"
    return f"<table><tr><th>链接</th><th>格式</th></tr>{''.join(shown.values())}</table>"


def _short(rel: str) -> str:
    return rel.rsplit("/", 1)[-1]


def _self(document: Document) -> str:
    return next(str(one["href"]) for one in document["links"] if one["rel"] == "self")


def _page(title: str, body: str, links: Iterable[Document]) -> str:
    here = next(one for one in links if one["rel"] == "self")["href"]
    parts = urlsplit(here)
    root = urlunsplit(
        (parts.scheme, parts.netloc, parts.path.partition("/ogc")[0] + "/ogc", "", "")
    )
    json = f'<link rel="alternate" type="application/json" href="{escape(here)}?f=json">'
    return (
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title>{json}<style>{_STYLE}</style></head><body>"
        f'<nav><a href="{root}">首页</a> · <a href="{root}/collections">数据集合</a>'
        f' · <a href="{root}/conformance">所符合的要求</a>'
        f' · <a href="{escape(here)}?f=json">JSON</a></nav>'
        f"<main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )
