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
        on_change=_keep,
        args=(job,),
    )
    return _typed(job, words) if chosen == _OTHER else chosen


def _keep(job: Job) -> None:
    """Keep the reading that was picked or typed; one that is not finished changes nothing."""
    picked = st.session_state[f"place_{job.id}"]
    if picked == _OTHER:
        picked = _read(st.session_state.get(f"epsg_{job.id}") or "")
    if picked is not None:
        draft.choose(job, place=picked)


def _typed(job: Job, words: Words) -> str | None:
    """A reading by its number; `5899`, or with its marks `5899+swapped`."""
    text = st.text_input(
        words("import.epsg"),
        value=draft.of(job).choices.place or "",
        key=f"epsg_{job.id}",
        placeholder="5899",
        help=words("import.epsg_help"),
        on_change=_keep,
        args=(job,),
    )
    chosen = _read(text)
    if text.strip() and chosen is None:
        st.warning(words("import.epsg_wrong"))
    return chosen


def _read(text: str) -> str | None:
    candidate = parse_candidate(text.strip()) if text.strip() else None
    return candidate.id if candidate is not None and known_epsg(candidate.epsg) else None


def _why(candidate: Candidate, words: Words) -> str:
    parts = [words(f"candidate.{candidate.why}")]
    if candidate.share_inside is not None:
        parts.insert(0, words("import.inside", share=words.percent(candidate.share_inside, 0)))
    if candidate.swapped:
        parts.append(words("import.swapped"))
    return plain(" ".join(parts))
