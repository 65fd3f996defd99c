"""The words of suspected patches (疑似图斑) as officers read them: one table for each vocabulary.

Keys are what the database stores, in the order in which they are offered; values are Chinese.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Words = Mapping[str, str]


def _words(**words: str) -> Words:
    return MappingProxyType(words)


STATES = _words(
    found="发现",
    assigned="已派发",
    checked="已核查",
    confirmed="属实",
    dismissed="排除",
    rechecked="已复核",
)
"""Of a patch."""

KINDS = ("散埋乱葬", "公墓扩建", "超标墓", "违建", "地貌变化", "其他")
"""Of what it may be: offered; any other term is taken too."""

UNNAMED = "地貌变化"
"""Of what nobody has named."""

SOURCES = _words(upload="上传文件", difference="两期影像对比")
"""Where it was found."""

VERDICTS = _words(proven="属实到场", contradicted="与记录矛盾", unknown="无法证实")
"""What photo, position and track say of a check in the field."""

MISSING = _words(
    assignee_office="缺核查单位",
    assignee="缺核查人",
    due="缺办理期限",
    due_past="办理期限早于派发之日",
    after="改派须说明所依据的步骤序号",
    photo="缺现场照片",
    not_a_photo="所附文件不是照片",
    position="缺现场位置",
    position_far="现场位置离图斑太远",
    note="缺理由",
)
"""What a step lacks."""

REFUSALS = _words(
    no_geometry="没有图形",
    not_an_area="图形不是面",
    empty="图形为空",
    not_on_earth="坐标超出地球范围",
    no_area="面积为零",
    too_large="面积过大",
    too_many_vertices="顶点过多",
    duplicate="与本文件前面的图形相同",
)
"""Why a feature of a file becomes no patch."""

REPAIRED = "图形自相交，已修复"
"""The note of a patch whose outline crossed itself."""
