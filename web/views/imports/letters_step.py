"""The letters of the file: what was recognised, and a few texts as each encoding reads them."""

import pandas as pd
import streamlit as st

from layers.importing.letters.codecs import ENCODINGS
from layers.importing.outcome import Outcome
from layers.jobs.job import Job
from layers.words import Words
from web.context import Context
from web.plain import plain
from web.views.imports import draft, remarks

_OWN = ""
_MOST = 6


def show(context: Context, job: Job, outcome: Outcome, words: Words) -> None:
    """What was recognised and how, the samples, and the choice of another reading."""
    report, now = outcome.report, draft.of(job)
    if not report.encoding_samples and report.encoding is None:
        st.success(words("import.letters_none"), icon=":material/check:")
        return
    how = words(f"import.how.{report.encoding_how or 'guessed'}")
    st.markdown(words("import.letters_told", name=plain(report.encoding or "?"), how=how))
    remarks.show_for(outcome, "letters", words)
    if report.encoding_samples:
        st.caption(words("import.letters_compare"))
        st.dataframe(
            _samples(report.encoding_samples, report.encoding),
            hide_index=True,
            height="content",
            column_config={"encoding": st.column_config.TextColumn(words("import.encoding"))},
        )
    options = [_OWN, *ENCODINGS]
    key = f"encoding_{job.id}"
    st.selectbox(
        words("import.letters_choose"),
        options,
        index=options.index(now.choices.encoding) if now.choices.encoding in options else 0,
        key=key,
        format_func=lambda name: name or words("import.letters_own"),
        on_change=lambda: draft.choose(job, encoding=st.session_state[key] or None),
    )


def _samples(samples: dict[str, list[str]], used: str | None) -> pd.DataFrame:
    """One line an encoding, the one that is used first."""
    names = sorted(samples, key=lambda name: name != used)
    lines = {name: [str(text) for text in samples[name][:_MOST]] for name in names}
    width = max((len(texts) for texts in lines.values()), default=0)
    rows = [[f"✓ {n}" if n == used else n, *t, *[""] * (width - len(t))] for n, t in lines.items()]
    return pd.DataFrame(rows, columns=["encoding", *(str(i + 1) for i in range(width))])
