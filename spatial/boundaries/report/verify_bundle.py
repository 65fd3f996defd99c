"""python3 verify.py [FOLDER]: 核对联合检查报告包，只用 Python 标准库和包内文件；无误显示 OK。"""

import hashlib
import json
import pathlib
import struct
import sys

folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent
wrong: list[str] = []
links: dict[int, str] = {}
try:
    told = (folder / "manifest.json").read_bytes()
    files = json.loads(told)["files"]
    digest = hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()
    if told != json.dumps({"digest": digest, "files": files}, indent=1).encode():
        wrong.append("manifest.json 被改动")
    for name in {file["name"] for file in files} ^ {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path != folder / "manifest.json"
    }:
        wrong.append(f"{name} 缺失，或不在清单上")
    for file in files:
        content = (folder / file["name"]).read_bytes()
        if (len(content), hashlib.sha256(content).hexdigest()) != (file["bytes"], file["sha256"]):
            wrong.append(f"{file['name']} 被改动")
    evidence = json.loads((folder / "evidence.json").read_bytes())
    for item in evidence["items"]:
        kind, entry = item["kind"].encode(), item["entry"]
        if entry is None:
            continue
        name, value = entry["algorithm"].encode(), bytes.fromhex(entry["digest"])
        before = bytes.fromhex(links.get(entry["seq"] - 1, entry["before"]))
        text = b"shikong-evidence-1" + struct.pack(">Qq", entry["seq"], entry["at_us"])
        text += bytes([len(name)]) + name + bytes([len(kind)]) + kind
        text += struct.pack(">q", item["subject"]) + value + before
        links[entry["seq"]] = entry["link"]
        if hashlib.new(entry["algorithm"], text).hexdigest() != entry["link"]:
            wrong.append(f"证据链第 {entry['seq']} 环与其内容不符")
        if item["content"] is not None:
            content = item["content"].encode()
            if hashlib.new(entry["algorithm"], content).hexdigest() != entry["digest"]:
                wrong.append(f"证据 {item['kind']} {item['subject']} 被改动")
    head = evidence["head"]
    if head and links.get(head["seq"], head["link"]) != head["link"]:
        wrong.append("链首与证据不符")
except (OSError, ValueError, LookupError, TypeError, AttributeError, struct.error) as error:
    wrong.append(f"读不出：{type(error).__name__} {error}")
sys.stdout.write("\n".join(wrong or ["OK"]) + "\n")
sys.exit(1 if wrong else 0)
