"""Where the rows lie: the readings of their coordinates side by side on the map, one of them to be confirmed."""

import streamlit as st

from layers.importing.outcome import Outcome
from layers.importing.place.candidate import Candidate, parse_candidate
from layers.importing.place.guess import system
from layers.importing.place.prj import known_epsg
from layers.jobs.job import Job
from layers.words import Words
from web.context import Context
from web.plain import plain
from web.views.imports import draft, preview, remarks

_OTHER = "other"


def show(context: Context, job: Job, outcome: Outcome, words: Words) -> None:
    """The question on the left, the map on the right."""
    if not preview.has_map(outcome):
        _ask(job, outcome, words)
        return
    question, picture = st.columns([5, 6], gap="medium")
    with question:
        chosen = _ask(job, outcome, words)
    with picture:
        if outcome.report.candidates:
            preview.show_candidates(context, job, outcome, words, chosen=chosen)
        else:
            preview.show_rows(context, job, outcome, words, selected=None)


def _ask(job: Job, outcome: Outcome, words: Words) -> str | None:
    report, now = outcome.report, draft.of(job)
    if report.crs_how is not None:
        how = words(f"import.how.{report.crs_how}")
        used = parse_candidate(now.choices.place or str(report.epsg))
        st.markdown(words("import.place_told", system=plain(system(used)), how=how))
    remarks.show_for(outcome, "place", words)
    ids = [each.id for each in report.candidates]
    known = {each.id: each for each in report.candidates}
    at = now.choices.place
    used = at or (ids[0] if report.crs_how == "guessed" and ids else None)
    options = [*ids, _OTHER]
    chosen = st.radio(
        words("import.place_choose"),
        options,
        index=options.index(used) if used in ids else options.index(_OTHER) if at else None,
        key=f"place_{job.id}",
        format_func=lambda i: (
            words("import.place_other") if i == _OTHER else plain(system(known[i]))
        ),
        captions=[_why(known[i], words) for i in ids] + [words("import.place_other_why")],
    )
    if chosen == _OTHER:
        chosen = _typed(job, words)
    keeps = chosen == used and at is None and report.crs_how == "guessed"
    if chosen is not None and chosen != at and not keeps:
        draft.choose(job, place=chosen)
    return chosen


def _typed(job: Job, words: Words) -> str | None:
    """A reading by its number; `5899`, or with its marks `5899+swapped`."""
    text = st.text_input(
        words("import.epsg"),
        value=draft.of(job).choices.place or "",
        key=f"epsg_{job.id}",
        placeholder="5899",
        help=words("import.epsg_help"),
    ).strip()
    if not text:
        return None
    candidate = parse_candidate(text)
    if candidate is None or not known_epsg(candidate.epsg):
        st.warning(words("import.epsg_wrong"))
        return None
    return candidate.id


def _why(candidate: Candidate, words: Words) -> str:
    parts = [words(f"candidate.{candidate.why}")]
    if candidate.share_inside is not None:
        parts.insert(0, words("import.inside", share=words.percent(candidate.share_inside, 0)))
    if candidate.swapped:
        parts.append(words("import.swapped"))
    return plain(" ".join(parts))
