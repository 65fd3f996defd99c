"""One main link as the upper platform sees it: login, link test, logout, positions; pure.

The lower platform connects and logs in; the edition is that of its login. Positions get no answer
of their own (JT/T 809: 无需应答). Sockets, accounts and storing are the gateway's matter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ingest.beidou.jt809.frame import (
    Cipher,
    Edition,
    Frame,
    edition_of,
    read_frame,
    require_sound,
    write_frame,
)
from ingest.beidou.jt809.layouts import (
    MESSAGE_TYPES,
    decode_fields,
    encode_body,
    number,
    raw,
)
from ingest.beidou.jt809.locations import message_name, sightings_of
from ingest.beidou.jt809.segments import Segment
from ingest.beidou.sightings import Sighting
from spatial.errors import BadBody, BadFrame

LOGIN, LOGIN_ANSWER = 0x1001, 0x1002
LOGOUT, LOGOUT_ANSWER = 0x1003, 0x1004
LINK_TEST, LINK_TEST_ANSWER = 0x1005, 0x1006


@dataclass(frozen=True, slots=True)
class Login:
    """Who wants to log in. password: as sent, without its padding."""

    platform_id: int
    user_id: int
    password: bytes
    edition: Edition


@dataclass(frozen=True, slots=True)
class Admission:
    """What a login is answered. result: of `layouts.LOGIN_RESULTS`, 0 lets in. verify_code: what
    this platform shows when it opens the second link (从链路). cipher: the constants agreed with
    the peer, in place of those that the link began with."""

    result: int
    verify_code: int = 0
    cipher: Cipher | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one segment.

    answer: bytes to be sent, b"" for none. frame: what came, sound and in the clear; None for what
    is no frame. sightings: positions, and blocks that are none. refused: why the frame as a whole
    is not believed. left_out: the name of a message without a position. closing: whether the peer
    ends the link, or is not let in.
    """

    answer: bytes = b""
    frame: Frame | None = None
    sightings: tuple[Sighting, ...] = ()
    refused: str | None = None
    left_out: str | None = None
    closing: bool = False


class Link:
    """The state of one link.

    admit: judges a login. clock: seconds since 1970-01-01 UTC, for the answers. cipher: the
    constants agreed with the peer, None where there are none.
    """

    def __init__(
        self,
        admit: Callable[[Login], Admission],
        clock: Callable[[], int],
        cipher: Cipher | None = None,
    ) -> None:
        self._admit, self._clock, self._cipher = admit, clock, cipher
        self._login: Login | None = None
        self._serial = 0

    @property
    def login(self) -> Login | None:
        """Who is logged in, None before and after."""
        return self._login

    def take(self, segment: Segment) -> Taken:
        """Reads what stood between two flags. It never raises."""
        try:
            if not segment.closed:
                raise BadFrame("bytes outside of flags: garbage, or half a frame")
            frame = self._frame(segment.content)
        except BadFrame as error:
            return Taken(refused=str(error))
        try:
            taken = self._take(frame, f"frame at byte {segment.offset}")
        except (BadFrame, BadBody) as error:
            taken = Taken(refused=str(error))
        return replace(taken, frame=frame)

    def _frame(self, content: bytes) -> Frame:
        edition = edition_of(content) if self._login is None else self._login.edition
        if edition is None:
            raise BadFrame("the link has not logged in")
        frame = read_frame(content, edition)
        clear = frame if self._cipher is None else frame.decrypted(self._cipher)
        require_sound(clear)
        return clear

    def _take(self, frame: Frame, record: str) -> Taken:
        if frame.message_id == LOGIN:
            return self._logged_in(frame)
        if self._login is None:
            raise BadFrame("the link has not logged in")
        if frame.platform_id != self._login.platform_id:
            raise BadFrame(
                f"the frame is of platform {frame.platform_id}, the link of "
                f"{self._login.platform_id}"
            )
        if frame.message_id == LINK_TEST:
            return Taken(answer=self._answer(LINK_TEST_ANSWER, b"", self._login))
        if frame.message_id == LOGOUT:
            login, self._login = self._login, None
            return Taken(answer=self._answer(LOGOUT_ANSWER, b"", login), closing=True)
        found = sightings_of(frame, record)
        return Taken(sightings=found, left_out=None if found else message_name(frame))

    def _logged_in(self, frame: Frame) -> Taken:
        # What stands behind the fields differs between platforms, and says nothing that is needed.
        values, _ = decode_fields(MESSAGE_TYPES[LOGIN].of(frame.edition), frame.body, "1001")
        login = Login(
            frame.platform_id,
            number(values, "user_id"),
            raw(values, "password").rstrip(b"\0 "),
            frame.edition,
        )
        admission = self._admit(login)
        let_in = admission.result == 0
        self._login = login if let_in else None
        if let_in and admission.cipher is not None:
            self._cipher = admission.cipher
        body = encode_body(
            LOGIN_ANSWER,
            {"result": admission.result, "verify_code": admission.verify_code},
            frame.edition,
        )
        return Taken(answer=self._answer(LOGIN_ANSWER, body, login), closing=not let_in)

    def _answer(self, message_id: int, body: bytes, login: Login) -> bytes:
        self._serial = (self._serial + 1) & 0xFFFFFFFF
        return write_frame(
            message_id,
            body,
            edition=login.edition,
            platform_id=login.platform_id,
            serial=self._serial,
            sent_at=self._clock(),
        )
