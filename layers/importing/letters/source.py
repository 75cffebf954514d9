"""The different texts of one column as the file has them, and what each encoding makes of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from layers.importing.letters.codecs import (
    BROKEN,
    CP1252,
    CP1258,
    TCVN3,
    TWICE,
    UTF8,
    VISCII,
    VNI,
    all_as_bytes,
    as_bytes,
    decode,
    decode_all,
)
from layers.importing.letters.evidence import SAMPLE, Score, weigh, weigh_text, words_of

TABLES = (TCVN3, VNI, CP1258, VISCII)
LONGEST_OF_DBF = 250  # a field holds 254 bytes; some writers stop a little earlier
_MOST_BROKEN = 0.2


@dataclass(frozen=True)
class Source:
    """Texts beyond ASCII of one column.

    Attributes
    ----------
    name : str or None
        The column's name in the file; None for the names of the columns themselves.
    values : list of str
        As they stand: bytes up to U+00FF where the file was read so, else Unicode.
    texts : list of str or None
        The same in Unicode, where they are Unicode or UTF-8; None where the bytes are something else.
    cut : frozenset of str
        Values whose last letter is cut in the middle of its bytes.
    raw : bool
        The values are bytes.
    """

    name: str | None
    values: list[str]
    texts: list[str] | None
    cut: frozenset[str] = field(default=frozenset())
    raw: bool = True

    @cached_property
    def surfaces(self) -> list[str] | None:
        """The values as bytes of an old encoding; None where they hold letters that none has."""
        if self.texts is None:
            return self.values
        return all_as_bytes(self.texts)

    @cached_property
    def words(self) -> list[str]:
        return words_of(self.values if self.texts is None else self.texts)

    @cached_property
    def scores(self) -> dict[str, Score]:
        """How well each Vietnamese encoding explains the words; `UTF8` is the text as it stands."""
        found = {}
        if self.texts is not None:
            found[UTF8] = weigh_text(self.words)
        if self.surfaces is not None:
            words = self.words if self.texts is None else [as_bytes(word) for word in self.words]
            found |= {table: weigh(words, table) for table in TABLES}
            if self.texts is not None:
                found[TWICE] = weigh(words, UTF8, western=True)
        return found

    @cached_property
    def western(self) -> Score:
        """How well the text reads in any language of Europe."""
        if self.texts is not None:
            return weigh_text(self.words, western=True)
        return weigh(self.words, CP1252, western=True)

    def read(self, encoding: str) -> list[str]:
        """The values in that encoding, in their order; what stands for nothing becomes U+FFFD.

        Unicode that no old encoding could have written stays as it is.
        """
        if self.texts is not None and encoding == UTF8:
            return self.texts
        if encoding == TWICE:
            twice = self.texts is not None and self.surfaces is not None
            return decode_all(self.surfaces, UTF8) if twice else [BROKEN] * len(self.values)
        if self.surfaces is None:
            return decode_all(self.values, encoding) if self.raw else self.texts
        return decode_all(self.surfaces, encoding)


def unicode_source(name: str | None, values: list[str]) -> Source:
    """Of values that were read as Unicode."""
    return Source(name, values, values, raw=False)


def byte_source(name: str | None, values: list[str], *, least_cut: int = LONGEST_OF_DBF) -> Source:
    """Of values that were read as ISO-8859-1; recognises UTF-8, even with its last letters cut.

    Parameters
    ----------
    least_cut : int
        From how many bytes on a value may be cut, whatever the others look like.
    """
    sample = decode_all(values[:: -(-len(values) // SAMPLE)], UTF8)
    if sum(BROKEN in text for text in sample) > len(sample) / 2 and len(values) > SAMPLE:
        return Source(name, values, None)
    texts = decode_all(values, UTF8)
    bad = [i for i, text in enumerate(texts) if BROKEN in text]
    if bad and not _is_cut_utf8(values, bad, least_cut):
        return Source(name, values, None)
    cut = {i: _without_tail(values[i]) for i in bad}
    for i, whole in cut.items():
        if whole is not None:
            texts[i] = decode(whole, UTF8)
    source = Source(name, values, texts, frozenset(values[i] for i in cut if cut[i] is not None))
    return Source(name, values, None) if _reads_better_as_bytes(source) else source


def _is_cut_utf8(values: Sequence[str], bad: list[int], least_cut: int) -> bool:
    """Whether values that are not UTF-8 only miss the end, or are few among many that are."""
    longest = max(map(len, values))
    good = len(values) - len(bad)
    cut = [
        i
        for i in bad
        if _without_tail(values[i]) is not None
        and (len(values[i]) >= least_cut or (len(values[i]) == longest and good))
    ]
    return len(bad) - len(cut) <= _MOST_BROKEN * good


def _without_tail(surface: str) -> str | None:
    """The value without a UTF-8 letter that is cut short at its end; None where that is not the fault."""
    try:
        surface.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError as fault:
        return surface[: fault.start] if fault.reason == "unexpected end of data" else None
    return None


def _reads_better_as_bytes(source: Source) -> bool:
    """Old text is UTF-8 by chance: ``ươ`` of VISCII is one letter of West Africa."""
    if not source.words or source.western.share >= 0.3:
        return False
    as_old = Source(source.name, source.values, None)
    return max(score.share for score in as_old.scores.values()) >= 0.75
