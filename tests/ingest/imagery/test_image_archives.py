from __future__ import annotations

import gzip
import io
import stat
import tarfile
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.imagery.archives import Limits, is_archive, unpacked
from ingest.imagery.inspection import ImageRefused

CONTENT = {"GF1/a.xml": b"<a/>", "GF1/sub/b.tiff": bytes(range(256)) * 40}


def zip_of(path: Path, content: dict[str, bytes] | None = None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (CONTENT if content is None else content).items():
            archive.writestr(name, data)
    return path


def tar_of(path: Path, content: dict[str, bytes] | None = None) -> Path:
    with tarfile.open(path, "w" if path.suffix == ".tar" else "w:gz") as archive:
        for name, data in (CONTENT if content is None else content).items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def tar_with(path: Path, member: tarfile.TarInfo, data: bytes = b"") -> Path:
    with tarfile.open(path, "w") as archive:
        archive.addfile(tarfile.TarInfo("first.txt"))
        archive.addfile(member, io.BytesIO(data))
    return path


def found(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def refused(path: Path, reason: str, limits: Limits | None = None) -> None:
    """The archive is refused for that reason, and nothing of it is left."""
    into = path.parent / "into"
    into.mkdir(exist_ok=True)
    with (
        pytest.raises(ImageRefused, match=reason),
        unpacked(path, into, limits or Limits()),
    ):
        pytest.fail("it was unpacked")
    assert list(into.iterdir()) == []
    assert not [other for other in path.parent.iterdir() if other not in (path, into)]


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "a.tgz", "A.ZIP"])
def test_archive_is_unpacked_and_gone_afterwards(tmp_path: Path, name: str) -> None:
    path = (zip_of if name.lower().endswith(".zip") else tar_of)(tmp_path / name)
    assert is_archive(path)
    into = tmp_path / "into"
    into.mkdir()
    with unpacked(path, into) as folder:
        assert folder.parent == into
        assert found(folder) == CONTENT
    assert list(into.iterdir()) == []


def test_what_goes_wrong_while_it_is_used_leaves_nothing(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip")
    into = tmp_path / "into"
    into.mkdir()
    with pytest.raises(KeyError), unpacked(path, into):
        raise KeyError
    assert list(into.iterdir()) == []


NAMES = [
    ("../out.tif", "leads out"),
    ("a/../../out.tif", "leads out"),
    ("a/..", "leads out"),
    ("..\\out.tif", "leads out"),
    ("/etc/out.tif", "absolute"),
    ("\\\\server\\out.tif", "absolute"),
    ("C:\\out.tif", "absolute"),
    ("a\nb.tif", "control characters"),
    ("/".join("abcdefgh" * 5), "folders deep"),
    ("n" * 300, "longer than 255"),
    ("n/" * 600 + "n", "longer than 1000"),
]


@pytest.mark.parametrize(("name", "reason"), NAMES)
def test_name_that_leaves_the_folder_is_refused_in_a_zip_r6_2(
    tmp_path: Path, name: str, reason: str
) -> None:
    refused(zip_of(tmp_path / "a.zip", {"first.txt": b"", name: b"x"}), reason)


@pytest.mark.parametrize(("name", "reason"), NAMES)
def test_name_that_leaves_the_folder_is_refused_in_a_tar_r6_2(
    tmp_path: Path, name: str, reason: str
) -> None:
    refused(tar_of(tmp_path / "a.tar", {"first.txt": b"", name: b"x"}), reason)


@pytest.mark.parametrize(
    "kind",
    [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE],
)
def test_link_or_device_in_a_tar_is_refused_r6_2(tmp_path: Path, kind: bytes) -> None:
    member = tarfile.TarInfo("link.tif")
    member.type, member.linkname = kind, "/etc/passwd"
    refused(tar_with(tmp_path / "a.tar", member), "link or a device")


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFSOCK])
def test_link_or_device_in_a_zip_is_refused_r6_2(tmp_path: Path, kind: int) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        member = zipfile.ZipInfo("link.tif")
        member.external_attr = (kind | 0o644) << 16
        archive.writestr(member, "/etc/passwd")
    refused(tmp_path / "a.zip", "link or a device")


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz"])
def test_bomb_is_refused_while_it_is_unpacked_r6_2(tmp_path: Path, name: str) -> None:
    content = {"zeros.tif": bytes(30_000_000)}
    path = (zip_of if name == "a.zip" else tar_of)(tmp_path / name, content)
    refused(path, "200 times its own size", Limits())
    refused(path, "more than 20000000 bytes", Limits(bytes=20_000_000, ratio=1e6))
    into = tmp_path / "into"
    with unpacked(path, into, Limits(ratio=2_000.0)) as folder:
        assert (folder / "zeros.tif").stat().st_size == 30_000_000


def test_members_are_counted(tmp_path: Path) -> None:
    content = {f"{number}.txt": b"" for number in range(12)}
    for path in (zip_of(tmp_path / "a.zip", content),):
        refused(path, "more than 10 members", Limits(members=10))
        path.unlink()
    refused(tar_of(tmp_path / "a.tar", content), "more than 10 members", Limits(members=10))


def test_zip_that_lies_about_a_size_is_refused_r6_2(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"zeros.tif": bytes(5_000_000)})
    content = bytearray(path.read_bytes())
    size = (5_000_000).to_bytes(4, "little")
    for _ in range(2):
        at = content.index(size)
        content[at : at + 4] = (100).to_bytes(4, "little")
    path.write_bytes(content)
    refused(path, "broken: Bad CRC-32")


def test_zip_whose_members_lie_over_one_another_is_refused_r6_2(tmp_path: Path) -> None:
    """One compressed megabyte that many entries of the directory point to (Fifield, 2019)."""
    path = zip_of(tmp_path / "a.zip", {"a.tif": bytes(1_000_000)})
    content = path.read_bytes()
    at = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    entry = content[at:end]
    many = b"".join(entry.replace(b"a.tif", b"%05d" % number) for number in range(1_000))
    tail = bytearray(content[end:])
    tail[8:12] = (1_000).to_bytes(2, "little") * 2
    tail[12:16] = len(many).to_bytes(4, "little")
    path.write_bytes(content[:at] + many + tail)
    refused(path, "broken|grows to more than")


def test_encrypted_member_is_refused_r6_2(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip")
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    content[6] |= 1
    path.write_bytes(content)
    refused(path, "is encrypted")


def test_broken_check_sum_is_refused_r6_2(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.tif", b"pixels and pixels")
    path.write_bytes(path.read_bytes().replace(b"pixels and", b"pixels und"))
    refused(path, "Bad CRC-32")


def test_broken_check_sum_of_a_tar_gz_is_refused_r6_2(tmp_path: Path) -> None:
    path = tar_of(tmp_path / "a.tar.gz")
    content = bytearray(path.read_bytes())
    content[-8] ^= 0xFF  # CRC-32 and length stand at the end (RFC 1952)
    path.write_bytes(content)
    refused(path, "CRC check failed")


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz"])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.99])
def test_truncated_archive_is_refused_r6_2(tmp_path: Path, name: str, share: float) -> None:
    path = (zip_of if name == "a.zip" else tar_of)(tmp_path / name)
    content = path.read_bytes()
    if name == "a.tar":
        content = content.rstrip(b"\0")
    path.write_bytes(content[: int(len(content) * share)])
    refused(path, "is broken|is empty|is cut short")


def test_tar_that_was_cut_between_two_members_is_refused_r6_2(tmp_path: Path) -> None:
    path = tar_of(tmp_path / "a.tar", {"a.tif": b"1" * 512, "b.tif": b"2" * 512})
    path.write_bytes(path.read_bytes()[:1024])
    refused(path, "its end is missing")


def test_header_that_swallows_memory_is_refused_r6_2(tmp_path: Path) -> None:
    member = tarfile.TarInfo("././@LongLink")
    member.type, member.size = tarfile.GNUTYPE_LONGNAME, 3_000_000
    path = tmp_path / "a.tar"
    with path.open("wb") as out:
        out.write(member.tobuf(tarfile.GNU_FORMAT) + b"n" * 3_000_000)
        out.write(bytes(512 * 20))
    refused(path, "a header of 3000000 bytes")


def test_sparse_file_is_refused(tmp_path: Path) -> None:
    member = tarfile.TarInfo("holes.tif")
    member.type = tarfile.GNUTYPE_SPARSE
    refused(tar_with(tmp_path / "a.tar", member), "holes")


@pytest.mark.parametrize("again", ["a.tif", "./a.tif", "a.tif/b.tif"])
def test_member_in_the_place_of_another_is_refused(tmp_path: Path, again: str) -> None:
    content = {"a.tif": b"1", again: b"2"} if again != "a.tif" else None
    if content is not None:
        refused(tar_of(tmp_path / "a.tar", content), "twice|in or instead of a file")
    else:
        refused(tar_with(tmp_path / "a.tar", tarfile.TarInfo("first.txt")), "twice")


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "a.zip"), (b"no zip", "a.zip"), (b"no tar" * 200, "a.tar"), (b"", "a.tgz")],
)
def test_what_is_no_archive_is_refused_r6_2(tmp_path: Path, content: bytes, name: str) -> None:
    (tmp_path / name).write_bytes(content)
    refused(tmp_path / name, "is broken|is empty")


@pytest.mark.parametrize("name", ["a.zip", "a.tar"])
def test_archive_without_members_is_refused(tmp_path: Path, name: str) -> None:
    refused((zip_of if name == "a.zip" else tar_of)(tmp_path / name, {}), "is empty")


def test_other_files_are_no_archives(tmp_path: Path) -> None:
    (tmp_path / "a.rar").write_bytes(b"Rar!")
    assert not is_archive(tmp_path / "a.rar")
    refused(tmp_path / "a.rar", "is no archive")


def test_archive_in_an_archive_stays_closed(tmp_path: Path) -> None:
    inner = zip_of(tmp_path / "inner.zip", {"zeros": bytes(3_000_000)}).read_bytes()
    path = zip_of(tmp_path / "outer.zip", {f"{n}.zip": inner for n in range(20)})
    into = tmp_path / "into"
    into.mkdir()
    with unpacked(path, into) as folder:
        assert set(found(folder)) == {f"{n}.zip" for n in range(20)}


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_chinese_name_without_a_flag_is_read(tmp_path: Path, encoding: str) -> None:
    raw = "影像/北京市.tif".encode(encoding)
    stored = "x" * len(raw)
    path = zip_of(tmp_path / "a.zip", {stored: b"1"})
    path.write_bytes(path.read_bytes().replace(stored.encode(), raw))
    into = tmp_path / "into"
    into.mkdir()
    with unpacked(path, into) as folder:
        assert found(folder) == {"影像/北京市.tif": b"1"}


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_chinese_name_in_a_tar_is_read(tmp_path: Path, encoding: str) -> None:
    member = tarfile.TarInfo("影像/北京市.tif")
    header = member.tobuf(tarfile.USTAR_FORMAT, encoding)
    (tmp_path / "a.tar").write_bytes(header + bytes(1024))
    into = tmp_path / "into"
    into.mkdir()
    with unpacked(tmp_path / "a.tar", into) as folder:
        assert found(folder) == {"影像/北京市.tif": b""}


@given(seed=st.data())
@settings(
    deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_change_of_an_archive_is_unpacked_in_its_folder_or_refused(
    tmp_path: Path, seed: st.DataObject
) -> None:
    into = tmp_path / "into"
    into.mkdir(exist_ok=True)
    name = seed.draw(st.sampled_from(["a.zip", "a.tar", "a.tar.gz"]))
    path = (zip_of if name == "a.zip" else tar_of)(tmp_path / name)
    content = bytearray(path.read_bytes())
    if name == "a.tar.gz" and seed.draw(st.booleans()):
        inner = bytearray(gzip.decompress(content))
        _change(inner, seed)
        content = bytearray(gzip.compress(bytes(inner), mtime=0))
    else:
        _change(content, seed)
    path.write_bytes(content)
    with suppress(ImageRefused), unpacked(path, into) as folder:
        assert sum(len(data) for data in found(folder).values()) < 1_000_000
    assert list(into.iterdir()) == []
    assert {other.name for other in tmp_path.iterdir()} <= {"into", "a.zip", "a.tar", "a.tar.gz"}


def _change(content: bytearray, seed: st.DataObject) -> None:
    for _ in range(seed.draw(st.integers(1, 6))):
        at = seed.draw(st.integers(0, len(content)))
        content[at : at + seed.draw(st.integers(0, 4))] = seed.draw(st.binary(max_size=6))


def test_check_sum_of_a_zip_is_what_zlib_counts(tmp_path: Path) -> None:
    """The tests above change bytes; this one sees that they start from a good archive."""
    with zipfile.ZipFile(zip_of(tmp_path / "a.zip")) as archive:
        sums = {member.filename: member.CRC for member in archive.infolist()}
    assert sums == {name: zlib.crc32(data) for name, data in CONTENT.items()}
