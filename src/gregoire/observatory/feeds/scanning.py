"""The bytes of a CSV file, block by block of whole lines, in bounded memory.

What is wrong with the file as such stops the scan where it stands, with its line: a line that does
not end, bytes that are not UTF-8, a last line without its end.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from gregoire.observatory.feeds.findings import Damage

LONGEST_LINE: Final = 65_536  # bytes; the longest honest line has about a thousand
CHUNK: Final = 1 << 20
BLOCK: Final = 16 << 20  # bytes that are parsed together
LINE_FEED: Final = 10


class DamagedFileError(ValueError):
    """The file cannot be read past this line."""

    def __init__(self, damage: Damage, line: int, *, column: str = "", value: str = "") -> None:
        super().__init__(damage)
        self.damage = damage
        self.line = line
        self.column = column
        self.value = value


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines, each ended by a line feed; `first_line` counts from 1."""

    first_line: int
    data: bytes

    @property
    def lines(self) -> int:
        return self.data.count(b"\n")


def blocks(path: Path) -> Iterator[Block]:
    """The file as blocks of whole lines of UTF-8, without byte order mark. Raises DamagedFileError."""
    line, parts, waiting, pending = 1, [], 0, b""  # `line`: the first of `parts`
    with path.open("rb") as file:
        for number, chunk in enumerate(iter(lambda: file.read(CHUNK), b"")):
            text = pending + (chunk if number else chunk.removeprefix(codecs.BOM_UTF8))
            whole, cut, pending = text.rpartition(b"\n")
            parts.append(whole + cut)
            waiting += len(parts[-1])
            trouble = _too_long(parts[-1], pending)
            if waiting >= BLOCK or trouble is not None:
                block = _checked(Block(line, b"".join(parts)))
                line, parts, waiting = line + block.lines, [], 0
                if trouble is not None:
                    raise DamagedFileError(Damage.LONG_LINE, line - trouble)
                yield block
    block = _checked(Block(line, b"".join(parts)))
    if block.data:
        yield block
    if pending:
        raise _unended(Block(line + block.lines, pending))


def _too_long(lines: bytes, rest: bytes) -> int | None:
    """How many line ends from the end of `lines` a line that is too long stands, if there is one."""
    ends = np.flatnonzero(np.frombuffer(lines, dtype=np.uint8) == LINE_FEED)
    long = np.flatnonzero(np.diff(ends, prepend=-1) > LONGEST_LINE)
    if len(long):
        return len(ends) - int(long[0])
    return 0 if len(rest) > LONGEST_LINE else None


def _unended(block: Block) -> DamagedFileError:
    """A last line without its end was cut, be it inside a character."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(block.data, final=False)
    except UnicodeDecodeError as error:
        return _not_utf_8(block, error.start)
    return DamagedFileError(Damage.TRUNCATED, block.first_line)


def _checked(block: Block) -> Block:
    """The block, of UTF-8 without NUL."""
    try:
        block.data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf_8(block, error.start) from error
    nul = block.data.find(0)
    if nul >= 0:
        raise _not_utf_8(block, nul)
    return block


def _not_utf_8(block: Block, at: int) -> DamagedFileError:
    line = block.first_line + block.data.count(b"\n", 0, at)
    return DamagedFileError(Damage.ENCODING, line, value=f"0x{block.data[at]:02X}")
