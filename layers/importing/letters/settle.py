"""From the columns of a file as they stand to text in Unicode, with the word of what was done."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from layers.column_names import free_names
from layers.errors import BadOption
from layers.importing.letters import findings
from layers.importing.letters.codecs import BROKEN, CP1252, TWICE, UTF8, canonical, find
from layers.importing.letters.columns import beyond_ascii, replaced, text_columns
from layers.importing.letters.recognise import Verdict, recognise
from layers.importing.letters.settled import Settled
from layers.importing.letters.source import TABLES, Source, byte_source, unicode_source
from layers.importing.letters.spelling import Spelled, spell
from layers.importing.report import Finding

_SAMPLE = 5
_LONGEST_NAME = 10  # of a column in a DBF, in bytes


@dataclass(frozen=True)
class Letters:
    """A frame whose text is Unicode in NFC.

    Attributes
    ----------
    encoding : str or None
        Of the file: that of most of its words; None where a column cannot be read.
    how : {"declared", "guessed", "chosen"}
    by_column : dict
        Encoding of each column that has letters beyond ASCII, by its name in `frame`.
    sample : list of str
        Up to five texts with letters beyond ASCII.
    samples : dict
        The same texts in each encoding that could be meant, the likeliest first.
    """

    frame: pd.DataFrame
    encoding: str | None = UTF8
    how: str = "guessed"
    by_column: dict[str, str] = field(default_factory=dict)
    sample: list[str] = field(default_factory=list)
    samples: dict[str, list[str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def settle_letters(
    frame: pd.DataFrame,
    *,
    raw: bool,
    declared: str | None = None,
    chosen: str | None = None,
    chosen_by_column: Mapping[str, str] | None = None,
) -> Letters:
    """Bring the text of a frame, column names included, to Unicode.

    Parameters
    ----------
    raw : bool
        Text is bytes read as ISO-8859-1. Otherwise it is Unicode, and may still be the surface of an
        old encoding (``Hµ Néi``) or UTF-8 that was encoded twice.
    declared : str, optional
        What the file says of its letters. Decides only between encodings that fit equally well.
    chosen, chosen_by_column : str, dict
        What the user says, of all columns and of single ones (by their name in the file or as
        decoded): nothing is recognised there.

    Raises
    ------
    BadOption
        If a choice names no encoding, or a column that is not there.
    """
    chosen = canonical(chosen) if chosen else None
    sources, of_names = _sources(frame, raw=raw)
    verdicts = recognise([*sources, of_names], find(declared))
    names = _names(frame, of_names, chosen, verdicts[-1])
    by_column = _choices(chosen_by_column or {}, names)
    settled = [
        _settle(source, verdict, names[source.name], by_column.get(source.name, chosen))
        for source, verdict in zip(sources, verdicts, strict=False)
    ]
    out = _put_in(frame, settled).rename(columns=names)
    encoding, how = _of_file(settled, verdicts[-1] if of_names.values else None, chosen)
    how = _how(encoding, how, declared, raw=raw)
    return Letters(
        out,
        encoding,
        how,
        by_column={each.name: each.verdict.encoding for each in settled if each.verdict.encoding},
        sample=[t for each in settled for t in each.texts[:_SAMPLE]][:_SAMPLE],
        samples=_samples(sources, encoding),
        findings=findings.of_letters(frame, out, settled, encoding, declared=declared, raw=raw),
    )


def _sources(frame: pd.DataFrame, *, raw: bool) -> tuple[list[Source], Source]:
    """Of each column with letters beyond ASCII, and of the column names."""
    held = {name: beyond_ascii(frame[name]) for name in text_columns(frame)}
    names = [str(name) for name in frame.columns if not str(name).isascii()]
    if not raw:
        return [unicode_source(n, v) for n, v in held.items() if v], unicode_source(None, names)
    sources = [byte_source(name, values) for name, values in held.items() if values]
    return sources, byte_source(None, names, least_cut=_LONGEST_NAME) if names else Source(
        None, [], []
    )


def _names(
    frame: pd.DataFrame, source: Source, chosen: str | None, verdict: Verdict
) -> dict[str, str]:
    """The names of the columns as decoded; those that nothing reads stay as they are."""
    encoding = chosen or verdict.encoding or UTF8
    read = spell(source.read(encoding)).texts if source.values else []
    new = {
        old: name.strip()
        for old, name in zip(source.values, read, strict=True)
        if BROKEN not in name
    }
    taken = [str(name) for name in frame.columns if name not in new]
    for old, name in new.items():
        new[old] = free_names([name], taken)[name]
        taken.append(new[old])
    return {name: new.get(name, name) for name in frame.columns}


def _choices(by_column: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    known = {new: old for old, new in names.items()} | {old: old for old in names}
    for column, encoding in by_column.items():
        if column not in known:
            raise BadOption(option="--encoding", value=f"{column}={encoding}")
    return {known[column]: canonical(encoding) for column, encoding in by_column.items()}


def _settle(source: Source, verdict: Verdict, name: str, chosen: str | None) -> Settled:
    if chosen is not None:
        texts = source.read(chosen)
        readable = 2 * sum(BROKEN in text for text in texts) <= len(texts)
        verdict = Verdict(chosen if readable else None, 1.0)
    if verdict.encoding is None:
        return Settled(name, source, verdict, "guessed", Spelled(list(source.values), {}))
    texts = source.read(verdict.encoding)
    if not source.raw:  # a repair must not destroy what it cannot read
        texts = [
            old if BROKEN in new else new for new, old in zip(texts, source.values, strict=True)
        ]
    how = "guessed" if chosen is None else "chosen"
    return Settled(name, source, verdict, how, spell(texts))


def _put_in(frame: pd.DataFrame, settled: Sequence[Settled]) -> pd.DataFrame:
    new = {
        each.source.name: replaced(
            frame[each.source.name], dict(zip(each.source.values, each.texts, strict=True))
        )
        for each in settled
    }
    return frame.assign(**new)


def _of_file(
    settled: Sequence[Settled], of_names: Verdict | None, chosen: str | None
) -> tuple[str | None, str]:
    if any(each.verdict.encoding is None for each in settled):
        return None, "guessed"
    if chosen is not None:
        return chosen, "chosen"
    words: Counter = Counter()
    for each in settled:
        words[each.verdict.encoding] += max(1, len(each.source.words))
    if words:
        encoding = words.most_common(1)[0][0]
        how = {each.how for each in settled if each.verdict.encoding == encoding}
        return encoding, "chosen" if how == {"chosen"} else "guessed"
    return (of_names.encoding if of_names else None) or UTF8, "guessed"


def _how(encoding: str | None, how: str, declared: str | None, *, raw: bool) -> str:
    said = find(declared) if raw else UTF8
    return "declared" if how == "guessed" and encoding is not None and encoding == said else how


def _samples(sources: Sequence[Source], encoding: str | None) -> dict[str, list[str]]:
    """Five texts in each encoding that reads them, and otherwise than those before; the file's first."""
    picked = [_head(source, _SAMPLE) for source in sources][:_SAMPLE]
    if not picked:
        return {}
    tried = dict.fromkeys([*([encoding] if encoding else []), *_by_score(sources), UTF8, CP1252])
    read = {
        name: [t for s in picked for t in spell(s.read(name)).texts][:_SAMPLE] for name in tried
    }
    found: dict[str, list[str]] = {}
    for name, texts in read.items():
        readable = name == encoding or not any(BROKEN in text for text in texts)
        if readable and texts not in found.values():
            found[name] = texts
    return found


def _head(source: Source, count: int) -> Source:
    texts = None if source.texts is None else source.texts[:count]
    return replace(source, values=source.values[:count], texts=texts)


def _by_score(sources: Sequence[Source]) -> list[str]:
    shares = {
        name: sum(source.scores[name].points for source in sources if name in source.scores)
        for name in (*TABLES, TWICE)
    }
    return sorted(shares, key=shares.get, reverse=True)
