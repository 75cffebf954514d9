"""The .shx of a Shapefile: where each record of the .shp stands. Read, checked, mended from the .shp itself."""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from layers.errors import UnreadableFile
from layers.importing.formats import SHAPEFILE
from layers.importing.readers.limits import MOST_ROWS, require_rows

HEADER, ENTRY = 100, 8
MAGIC = 9994
MULTIPATCH = 31
_RECORD_HEADER, _LEAST = 8, 4
_WITH_COUNT = (3, 5, 8, 13, 15, 18, 23, 25, 28, 31)


@dataclass(frozen=True)
class ShapeIndex:
    """Where the records of a .shp stand, in bytes; offset 0 where one cannot be found.

    Attributes
    ----------
    offsets, lengths : int64 array
        Of the record header, and of the content after it.
    """

    offsets: np.ndarray
    lengths: np.ndarray

    def __len__(self) -> int:
        return len(self.offsets)

    def write(self, path: Path, *, shp: Path) -> None:
        """Write it as a .shx beside what `shp` says of the whole."""
        with shp.open("rb") as file:
            head = bytearray(file.read(HEADER))
        head[24:28] = struct.pack(">i", (HEADER + ENTRY * len(self)) // 2)
        entries = np.stack([self.offsets // 2, self.lengths // 2], axis=1).astype(">i4")
        path.write_bytes(bytes(head) + entries.tobytes())

    def extended(self, rows: int) -> "ShapeIndex":
        """With entries that lead nowhere up to `rows`, so that attributes without a shape are read too."""
        more = np.zeros(max(rows - len(self), 0), dtype=np.int64)
        return ShapeIndex(np.append(self.offsets, more), np.append(self.lengths, more))


def read_index(shx: Path | None) -> tuple[ShapeIndex | None, int]:
    """The index as it stands (None where there is no sound one) and how many entries its size holds."""
    if shx is None or not shx.is_file() or shx.stat().st_size < HEADER:
        return None, 0
    content = shx.read_bytes()
    magic, words = struct.unpack(">i", content[:4])[0], struct.unpack(">i", content[24:28])[0]
    count = (len(content) - HEADER) // ENTRY
    if magic != MAGIC or words * 2 != HEADER + count * ENTRY:
        return None, count if magic == MAGIC else 0
    entries = np.frombuffer(content, ">i4", count * 2, HEADER).astype(np.int64).reshape(-1, 2) * 2
    return ShapeIndex(entries[:, 0].copy(), entries[:, 1].copy()), count


class Shapes:
    """The bytes of a .shp, looked at without reading the shapes.

    Parameters
    ----------
    path : Path
    file : str
        What the user calls it.
    """

    def __init__(self, path: Path, *, file: str):
        self.size = path.stat().st_size
        with path.open("rb") as content:
            head = content.read(HEADER)
        if len(head) < HEADER or struct.unpack(">i", head[:4])[0] != MAGIC:
            raise UnreadableFile("broken", file=file, format=f"{SHAPEFILE} (.shp)")
        self.kind = struct.unpack("<i", head[32:36])[0]
        self.declared_size = struct.unpack(">i", head[24:28])[0] * 2
        self._path, self._file = path, file
        self._words = np.memmap(path, ">u2", "r", shape=(self.size // 2,))

    def mend(self, index: ShapeIndex) -> tuple[ShapeIndex, bool]:
        """The index with entries that lead astray set right by the record numbers, and whether any were."""
        agree = self._agree(index)
        if agree.all():
            return index, False
        walked = self.walk()
        offsets, lengths = index.offsets.copy(), index.lengths.copy()
        wrong = np.flatnonzero(~agree)
        offsets[wrong] = lengths[wrong] = 0
        known = wrong[wrong < len(walked)]
        offsets[known], lengths[known] = walked.offsets[known], walked.lengths[known]
        return ShapeIndex(offsets, lengths), True

    def walk(self) -> ShapeIndex:
        """The index by going from record to record; entry ``i`` is the record numbered ``i + 1``."""
        found: dict[int, tuple[int, int]] = {}
        with self._path.open("rb") as content:
            at = HEADER
            while at + _RECORD_HEADER + _LEAST <= self.size:
                content.seek(at)
                number, words = struct.unpack(">ii", content.read(_RECORD_HEADER))
                if words * 2 < _LEAST or at + _RECORD_HEADER + words * 2 > self.size:
                    break
                found[number] = (at, words * 2)
                require_rows(len(found), file=self._file)
                at += _RECORD_HEADER + words * 2
        return _in_order(found)

    def kinds(self, index: ShapeIndex) -> np.ndarray:
        """The kind of each record; -1 where there is none."""
        first, second = self._pair(index.offsets + _RECORD_HEADER)
        plain = (index.offsets > 0) & (first & 0xFF == 0) & (second == 0)
        return np.where(plain, first >> 8, -1)

    def empty(self, index: ShapeIndex) -> np.ndarray:
        """Whether each record says by itself that it has no shape, or one of no parts."""
        kinds = self.kinds(index)
        low, high = self._pair(index.offsets + _RECORD_HEADER + 36)
        counted = np.isin(kinds, _WITH_COUNT) & (index.lengths >= 40)
        return (kinds == 0) | (counted & (low == 0) & (high == 0))

    def _agree(self, index: ShapeIndex) -> np.ndarray:
        """Whether each entry leads to a record of the length it says, within the file."""
        start, length = index.offsets, index.lengths
        within = (
            (start >= HEADER) & (length >= _LEAST) & (start + _RECORD_HEADER + length <= self.size)
        )
        high, low = self._pair(np.where(within, start + 4, 0))
        return within & ((high << 16 | low) * 2 == length)

    def _pair(self, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The two words at each byte; zero beyond the end."""
        word = np.asarray(at) // 2
        inside = (word >= 0) & (word + 1 < len(self._words))
        word = np.where(inside, word, 0)
        if not len(self._words):
            return np.zeros(len(word), int), np.zeros(len(word), int)
        first, second = self._words[word].astype(np.int64), self._words[word + 1].astype(np.int64)
        return np.where(inside, first, 0), np.where(inside, second, 0)


def _in_order(found: dict[int, tuple[int, int]]) -> ShapeIndex:
    """By record number; in the order of the file where the numbers are none."""
    numbers = np.fromiter(found, dtype=np.int64, count=len(found))
    places = np.array(list(found.values()), dtype=np.int64).reshape(-1, 2)
    last = int(numbers.max(initial=0))
    if not len(found) or numbers.min() < 1 or last > min(2 * len(found) + 1000, MOST_ROWS):
        return ShapeIndex(places[:, 0], places[:, 1])
    ordered = np.zeros((last, 2), dtype=np.int64)
    ordered[numbers - 1] = places
    return ShapeIndex(ordered[:, 0], ordered[:, 1])
