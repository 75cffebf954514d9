"""Decide what the letters of each column are; columns of one file that agree help the weak ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from layers.importing.letters.codecs import BROKEN, CP1252, TWICE, UTF8, decode_all
from layers.importing.letters.evidence import Score
from layers.importing.letters.source import Source

SURE, LIKELY = 0.9, 0.6
_REPAIR, _GAP = 0.75, 0.3  # text that is Unicode already is changed only for strong reasons
_OWN_WORDS, _OWN_GAP = 8, 0.15  # what a column must show to differ from its file
_TIE = 0.02


@dataclass(frozen=True)
class Verdict:
    """The encoding of one column, and the share of its words that read as words in it."""

    encoding: str | None
    share: float


def recognise(sources: Sequence[Source], declared: str | None) -> list[Verdict]:
    """A verdict on each, None for what nothing explains.

    Parameters
    ----------
    declared : str, optional
        What the file says, as `codecs.find` gives it: decides between what fits equally well, and
        where no encoding that can be recognised fits.
    """
    old = [source for source in sources if source.texts is None]
    modern = [source for source in sources if source.texts is not None]
    of_old = _best(_sum(old), _western(old), declared)
    of_modern = _repair(_sum(modern), _western(modern))
    return [
        _as_declared(source, _of_bytes(source, of_old, declared), declared)
        if source.texts is None
        else _of_text(source, of_modern)
        for source in sources
    ]


def _of_bytes(source: Source, of_file: str | None, declared: str | None) -> Verdict:
    own = _best(source.scores, source.western, declared)
    if of_file is not None and not source.words:
        return Verdict(of_file, 1.0)
    shared = _share(source, of_file)
    if own is not None and own != of_file:
        stands_out = len(source.words) >= _OWN_WORDS and _share(source, own) - shared >= _OWN_GAP
        if stands_out or shared < 0.5:
            return Verdict(own, _share(source, own))
    if of_file is not None and shared >= 0.5:
        return Verdict(of_file, shared)
    if not source.words:
        return Verdict(declared if _decodes(source, declared) else CP1252, 1.0)
    if _decodes(source, declared):
        return Verdict(declared, 0.0)
    return Verdict(None, 0.0)


def _as_declared(source: Source, verdict: Verdict, declared: str | None) -> Verdict:
    """The encoding that the file names, where it reads the words alike."""
    if None in (declared, verdict.encoding) or declared == TWICE or not source.words:
        return verdict
    alike = decode_all(source.words, declared) == decode_all(source.words, verdict.encoding)
    return Verdict(declared, verdict.share) if alike else verdict


def _of_text(source: Source, of_file: str) -> Verdict:
    """Unicode as it stands, unless it is plainly the surface of something older."""
    own = _repair(source.scores, source.western)
    if own == UTF8 and of_file != UTF8:
        shared = _share(source, of_file)
        own = of_file if shared >= LIKELY and shared > source.western.share else own
    return Verdict(own, source.western.share if own == UTF8 else _share(source, own))


def _best(scores: Mapping[str, Score], western: Score, declared: str | None) -> str | None:
    found = _top(scores, declared)
    share = scores[found].share if found else 0.0
    if share >= LIKELY and share >= western.share - _OWN_GAP:
        return found
    return CP1252 if western.share >= 0.7 else None


def _repair(scores: Mapping[str, Score], western: Score) -> str:
    older = {name: score for name, score in scores.items() if name != UTF8}
    found = _top(older, None)
    if found is None or scores[found].words < 2:
        return UTF8
    share = scores[found].share
    plain = share >= _REPAIR and share >= western.share - 0.05
    return found if plain and share - scores[UTF8].share >= _GAP else UTF8


def _top(scores: Mapping[str, Score], declared: str | None) -> str | None:
    """The best, the first of equals; the declared one where it is as good."""
    if not scores:
        return None
    best = max(scores, key=lambda name: scores[name].share)
    if declared in scores and scores[declared].share >= scores[best].share - _TIE:
        return declared
    return best


def _share(source: Source, encoding: str | None) -> float:
    if encoding == CP1252:
        return source.western.share
    return source.scores.get(encoding, Score()).share


def _sum(sources: Sequence[Source]) -> dict[str, Score]:
    """Scores of all together, of the encodings that every one of them could have."""
    names = [set(source.scores) for source in sources]
    common = [n for n in (sources[0].scores if sources else ()) if all(n in each for each in names)]
    return {name: sum((s.scores[name] for s in sources), Score()) for name in common}


def _western(sources: Sequence[Source]) -> Score:
    return sum((source.western for source in sources), Score())


def _decodes(source: Source, encoding: str | None) -> bool:
    if encoding in (None, UTF8, TWICE):
        return False
    return not any(BROKEN in text for text in source.read(encoding))
