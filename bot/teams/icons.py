"""The app's two icons, drawn from their shape: a disc with an arrow, as on the waymarks of a footpath.

Teams wants a colour icon of 192 by 192 pixels with the sign in its middle half, and an outline of 32 by 32, white on
nothing. Both as PNG (RFC 2083).
"""

import struct
import zlib
from collections.abc import Callable
from math import hypot

ACCENT = "#1F5C57"
"""A dark green: white on it has a contrast of 7.7 to 1."""
FINE = 4
"""Each pixel is looked at in so many rows and columns, which makes round edges smooth."""

Pixel = tuple[int, int, int, int]
"""Red, green, blue, and how much of it is there: 0 to 255 each."""


def colour() -> bytes:
    """White sign on the accent colour. The sign takes the middle 112 pixels."""
    ground = tuple(bytes.fromhex(ACCENT[1:]))

    def pixel(share: float) -> Pixel:
        red, green, blue = (round(255 * share + part * (1 - share)) for part in ground)
        return red, green, blue, 255

    return _drawn(192, 112, pixel)


def outline() -> bytes:
    """White on nothing."""
    return _drawn(32, 30, lambda share: (255, 255, 255, round(255 * share)))


def is_sign(x: float, y: float) -> bool:
    """Whether the sign covers a point; the disc has its middle at 0, 0 and a radius of 1, and y grows downwards."""
    on_ring = 0.84 <= hypot(x, y) <= 1
    in_head = -0.56 <= y <= 0 and abs(x) <= (y + 0.56) * 0.82
    in_shaft = 0 <= y <= 0.54 and abs(x) <= 0.16
    return on_ring or in_head or in_shaft


def _drawn(size: int, sign: int, pixel: Callable[[float], Pixel]) -> bytes:
    """A square of `size` pixels with the sign, `sign` pixels wide, in its middle."""

    def share(column: int, row: int) -> float:
        """Of a pixel, how much the sign covers: 0 to 1."""
        if max(abs(column - size / 2), abs(row - size / 2)) > sign / 2 + 1:
            return 0.0
        points = ((column + (i + 0.5) / FINE, row + (j + 0.5) / FINE) for i in range(FINE) for j in range(FINE))
        covered = sum(is_sign((x - size / 2) / (sign / 2), (y - size / 2) / (sign / 2)) for x, y in points)
        return covered / FINE**2

    return _png(size, [[pixel(share(column, row)) for column in range(size)] for row in range(size)])


def _png(size: int, rows: list[list[Pixel]]) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)  # 8 bits each of red, green, blue and alpha
    lines = b"".join(b"\0" + bytes(part for pixel in row for part in pixel) for row in rows)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines, 9)) + chunk(b"IEND", b"")
