"""python3 verify.py [FOLDER]: 核对联合检查报告包，只用 Python 标准库和包内文件；无误显示 OK。"""

import collections.abc
import hashlib
import json
import pathlib
import struct
import sys


def faults(folder: pathlib.Path) -> collections.abc.Iterator[str]:
    """What is wrong with the files, and with the links of the chain of evidence."""
    told = (folder / "manifest.json").read_bytes()
    files = json.loads(told)["files"]
    digest = hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()
    if told != json.dumps({"digest": digest, "files": files}, indent=1).encode():
        yield "manifest.json 被改动"
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    listed = {file["name"] for file in files}
    yield from (f"{name} 缺失，或不在清单上" for name in (there ^ listed) - {"manifest.json"})
    for file in files:
        content = (folder / file["name"]).read_bytes() if file["name"] in there else b""
        if (len(content), hashlib.sha256(content).hexdigest()) != (file["bytes"], file["sha256"]):
            yield f"{file['name']} 被改动"
    evidence = json.loads((folder / "evidence.json").read_bytes())
    links: dict[int, str] = {}
    for item in evidence["items"]:
        if (entry := item["entry"]) is None:
            continue
        kind, name = item["kind"].encode(), entry["algorithm"].encode()
        before = bytes.fromhex(links.get(entry["seq"] - 1, entry["before"]))
        text = b"shikong-evidence-1" + struct.pack(">Qq", entry["seq"], entry["at_us"])
        text += bytes([len(name)]) + name + bytes([len(kind)]) + kind
        text += struct.pack(">q", item["subject"]) + bytes.fromhex(entry["digest"]) + before
        links[entry["seq"]] = entry["link"]
        if hashlib.new(entry["algorithm"], text).hexdigest() != entry["link"]:
            yield f"证据链第 {entry['seq']} 环与其内容不符"
        content = (item["content"] or "").encode()
        if (
            item["content"]
            and hashlib.new(entry["algorithm"], content).hexdigest() != entry["digest"]
        ):
            yield f"证据 {item['kind']} {item['subject']} 被改动"
    head = evidence["head"]
    if head and links.get(head["seq"], head["link"]) != head["link"]:
        yield "链首与证据不符"


if __name__ == "__main__":
    home = pathlib.Path(sys.argv[1]) if sys.argv[1:] else pathlib.Path(__file__).parent
    found: list[str] = []
    try:
        for fault in faults(home):
            found.append(fault)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, struct.error) as error:
        found.append(f"读不出：{type(error).__name__} {error}")
    sys.stdout.write("\n".join(found or ["OK"]) + "\n")
    sys.exit(1 if found else 0)
