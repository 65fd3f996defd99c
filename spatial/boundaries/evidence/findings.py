"""What a verification may find, as words for officers and as facts for programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from spatial.boundaries.evidence.kinds import KINDS
from spatial.locations.clock import iso_utc


class What(StrEnum):
    """What was found. ERASED is no fault: a rule took it."""

    ALTERED = "altered"
    MISSING = "missing"
    INSERTED = "inserted"
    ENTRY_ALTERED = "entry-altered"
    ENTRY_MISSING = "entry-missing"
    TRUNCATED = "truncated"
    ANCHOR_DIFFERS = "anchor-differs"
    ANCHOR_UNTRUE = "anchor-untrue"
    FILE_MISSING = "file-missing"
    FILE_ALTERED = "file-altered"
    FILE_LEFT = "file-left"
    FRAME_ALTERED = "frame-altered"
    FRAME_MISSING = "frame-missing"
    FRAME_INSERTED = "frame-inserted"
    PAYLOAD_ALTERED = "payload-altered"
    PAYLOAD_MISSING = "payload-missing"
    BLOCK_UNREADABLE = "block-unreadable"
    ERASED = "erased"


_ROW = "表 {table} 第 {subject} 号（{kind}）"
_FRAME = "设备 {device} 于 {time} 收到的原始报文"
_UNREGISTERED = "且无依法删除的登记"

_SENTENCES = {
    What.ALTERED: f"{_ROW}的内容与存证链第 {{seq}} 节的摘要不符，已被改动",
    What.MISSING: f"{_ROW}已不存在，存证链{{of_seq}}有其记录，{_UNREGISTERED}",
    What.INSERTED: f"{_ROW}不在存证链中：绕过平台写入，或其链节已被删除",
    What.ENTRY_ALTERED: (
        "存证链第 {seq} 节（{kind} 第 {subject} 号）与前一节的哈希不衔接，已被改动、调换或插入"
    ),
    What.ENTRY_MISSING: "存证链第 {seq} 节缺失，其后一节因此无法核对衔接",
    What.TRUNCATED: "存证链短于锚点：锚点记有第 {seq} 节，链中已无此节，链尾被截断",
    What.ANCHOR_DIFFERS: "存证链第 {seq} 节的哈希与锚点不符，此节或其之前的内容已被改写",
    What.ANCHOR_UNTRUE: "第 {seq} 节锚点的签名无效",
    What.FILE_MISSING: f"存档文件 {{sha256}} 的内容已不存在，{_UNREGISTERED}",
    What.FILE_ALTERED: "存档文件 {sha256} 的内容与其哈希不符，已被改动或损坏",
    What.FILE_LEFT: "存档文件 {sha256} 已登记依法删除，但其内容仍在",
    What.FRAME_ALTERED: f"{_FRAME}与存证不符，已被改动",
    What.FRAME_MISSING: f"{_FRAME}已不存在",
    What.FRAME_INSERTED: f"{_FRAME}不在存证链中：绕过网关写入",
    What.PAYLOAD_ALTERED: f"{_FRAME}的字节与其哈希不符，已被改动",
    What.PAYLOAD_MISSING: f"{_FRAME}的字节已不存在，{_UNREGISTERED}",
    What.BLOCK_UNREADABLE: (
        "设备 {device} 自 {time} 起的报文块（frame_block 第 {subject} 号）无法读取，已被改动或损坏"
    ),
    What.ERASED: "{name}已依法删除，依据：{rule}",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found.

    kind, subject: of the item, as in the chain. seq: of the link. device, at: the device of a
    message and when it came. rule: by which it was erased. sha256: of a file.
    """

    what: What
    kind: str | None = None
    subject: int | None = None
    seq: int | None = None
    device: str | None = None
    at: datetime | None = None
    rule: str | None = None
    sha256: str | None = None

    @property
    def is_fault(self) -> bool:
        """Whether something is not as it was."""
        return self.what is not What.ERASED

    @property
    def table(self) -> str | None:
        """The table of the item; None where it is a link, a file or of a kind that there is not."""
        if self.kind is not None and self.kind in KINDS:
            return KINDS[self.kind].table
        if self.kind == "frame-block":
            return "frame_block"
        return "frame" if self.what in _OF_FRAMES else None

    @property
    def sentence(self) -> str:
        """For officers."""
        time = "未知时刻" if self.at is None else iso_utc(self.at)
        return _SENTENCES[self.what].format(
            table=self.table or "?",
            kind=self.kind,
            subject=self.subject,
            seq=self.seq,
            of_seq="" if self.seq is None else f"第 {self.seq} 节",
            device=self.device,
            time=time,
            rule=self.rule,
            sha256=self.sha256,
            name=self._name(time),
        )

    def as_json(self) -> dict[str, Any]:
        """For programs: what is known of it, and the sentence."""
        told: dict[str, Any] = {
            "what": self.what.value,
            "table": self.table,
            "kind": self.kind,
            "subject": self.subject,
            "seq": self.seq,
            "device": self.device,
            "at": None if self.at is None else iso_utc(self.at),
            "rule": self.rule,
            "sha256": self.sha256,
        }
        return {name: value for name, value in told.items() if value is not None} | {
            "sentence": self.sentence
        }

    def _name(self, time: str) -> str:
        if self.sha256 is not None:
            return f"存档文件 {self.sha256} 的内容"
        if self.kind == "frame-block":
            return f"设备 {self.device} 自 {time} 起一段原始报文的字节"
        return f"表 {self.table} 第 {self.subject} 号（{self.kind}）"


_OF_FRAMES = frozenset(
    {
        What.FRAME_ALTERED,
        What.FRAME_MISSING,
        What.FRAME_INSERTED,
        What.PAYLOAD_ALTERED,
        What.PAYLOAD_MISSING,
    }
)


@dataclass(slots=True)
class Counted:
    """What a verification has looked at so far. pending: rows that are noted and not chained yet:
    of those nothing can be said. erased: by law. faults: findings that are faults."""

    entries: int = 0
    files: int = 0
    frames: int = 0
    pending: int = 0
    erased: int = 0
    faults: int = 0
    last: int = 0
    """The last link that was looked at."""
