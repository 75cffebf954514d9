"""What was found, rule by rule, linked with the map; and what may be done about it: mend, or set rows aside."""

import pandas as pd
import streamlit as st

from layers.importing.outcome import Outcome
from layers.importing.repairs import REPAIRS
from layers.importing.report import SEVERITIES, Finding, Report
from layers.jobs.job import Job
from layers.words import Words
from web.context import Context
from web.plain import plain
from web.views.imports import draft, preview, remarks
from web.views.imports.amounts import amount, counts

RULE, ROW = "import_rule", "import_row"
_ICONS = {"error": ":material/error:", "warning": ":material/warning:", "info": ":material/info:"}


def show(context: Context, job: Job, outcome: Outcome, words: Words, *, asks: bool = True) -> None:
    """The counts, the findings, and beside them the map; where it `asks`, one may agree to what follows."""
    if (picked := preview.picked_row()) is not None:
        st.session_state[ROW] = picked
    _counts(outcome.report, words)
    if not preview.has_map(outcome) or not preview.has_rows(job, outcome):
        _list(job, outcome, words, asks)
        return
    told, picture = st.columns([6, 5], gap="medium")
    with told:
        _list(job, outcome, words, asks)
    with picture:
        selected = st.session_state.get(ROW)
        preview.show_rows(context, job, outcome, words, selected=selected)
        if selected is not None:
            _of_row(outcome.report, selected, words)


def _counts(report: Report, words: Words) -> None:
    """Every row of the file is in one of two places."""
    st.markdown(counts(report, words))
    if report.rows_in_file:
        st.progress(min(1.0, report.rows_accepted / report.rows_in_file))


def _list(job: Job, outcome: Outcome, words: Words, asks: bool) -> None:
    report = outcome.report
    groups = grouped(report)
    serious = {rule: found for rule, found in groups.items() if found[0].severity != "info"}
    if not serious:
        told = words("import.clean", rules=report.rules_checked, rows=report.rows_read)
        st.success(told, icon=":material/check_circle:")
    else:
        st.caption(words("import.checked", rules=report.rules_checked, rows=report.rows_read))
    if asks:
        _accept_all(job, report, words)
    for rule, found in serious.items():
        _group(job, rule, found, words, asks)
    notes = {rule: found for rule, found in groups.items() if rule not in serious}
    if notes:
        with st.expander(words("import.notes", count=len(notes))):
            for rule, found in notes.items():
                _group(job, rule, found, words, asks)


def grouped(report: Report) -> dict[str, list[Finding]]:
    """The findings of each rule, the worst rules first."""
    worst = sorted(report.findings, key=lambda f: SEVERITIES.index(f.severity))
    found: dict[str, list[Finding]] = {}
    for finding in worst:
        found.setdefault(finding.rule, []).append(finding)
    return found


def _group(job: Job, rule: str, found: list[Finding], words: Words, asks: bool) -> None:
    """One rule: how many, the sentence of the first, what to do, and its rows where asked for."""
    severity = found[0].severity
    rows = sum(f.count for f in found if f.rows is not None)
    with st.container(key=f"finding_{severity}_{rule.replace('.', '_')}"):
        count = f"**{amount(rows, words)}** · " if rows else ""
        st.markdown(f"{_ICONS[severity]} {count}{remarks.message(found[0], words)}")
        st.caption(remarks.mend(found[0], words))
        if rows and severity == "error" and asks:
            _accept(job, rule, rows, words)
        if rows:
            _rows(job, rule, found, rows, words)


def _accept(job: Job, rule: str, rows: int, words: Words) -> None:
    """Agree to the consequence of a rule."""
    accepted = draft.of(job).choices.accept
    kind = "import.repair" if rule in REPAIRS else "import.set_aside"
    label = words(f"{kind}_one") if rows == 1 else words(kind, count=rows)
    key = f"accept_{rule}_{job.id}"
    st.checkbox(
        label,
        value=rule in accepted,
        key=key,
        on_change=lambda: draft.agree(job, [rule], agreed=st.session_state[key]),
    )


def _accept_all(job: Job, report: Report, words: Words) -> None:
    """One agreement for all rules with rows that are still open, where there are several."""
    rules = sorted({f.rule for f in report.faults if f.rows is not None})
    if len(rules) < 2:
        return
    st.button(
        words("import.set_aside_all", count=report.rows_set_aside),
        key=f"accept_all_{job.id}",
        on_click=_agree,
        args=(job, rules),
    )


def _agree(job: Job, rules: list[str]) -> None:
    draft.agree(job, rules, agreed=True)
    for rule in rules:
        st.session_state[f"accept_{rule}_{job.id}"] = True


def _rows(job: Job, rule: str, found: list[Finding], rows: int, words: Words) -> None:
    is_open = st.session_state.get(RULE) == rule
    st.button(
        words("import.hide_rows" if is_open else "import.show_rows"),
        key=f"rows_{rule}_{job.id}",
        type="tertiary",
        icon=":material/expand_less:" if is_open else ":material/expand_more:",
        on_click=_open,
        args=(None if is_open else rule,),
    )
    if not is_open:
        return
    table = _table(found, words)
    st.dataframe(
        table,
        hide_index=True,
        height="content" if len(table) < 9 else 330,
        key=f"table_{rule}_{job.id}",
        selection_mode="single-row",
        on_select=lambda: _select(f"table_{rule}_{job.id}", table),
        column_config={
            "row": st.column_config.NumberColumn(words("import.row"), width="small"),
            "column": st.column_config.TextColumn(words("import.column")),
            "value": st.column_config.TextColumn(words("import.value_there")),
            "message": st.column_config.TextColumn(words("import.message"), width="large"),
        },
    )
    if len(table) < rows:
        st.caption(words("import.rows_first", shown=len(table), count=rows))


def _table(found: list[Finding], words: Words) -> pd.DataFrame:
    entries = [e for f in found if f.rows is not None for e in f.to_json(words, most=len(f.rows))]
    table = pd.DataFrame([e for e in entries if e["row"] is not None])
    table["value"] = table["value"].astype("string")
    return table[["row", "column", "value", "message"]]


def _open(rule: str | None) -> None:
    st.session_state[RULE] = rule


def _select(key: str, table: pd.DataFrame) -> None:
    """Point the map at the row that was just chosen in a table."""
    rows = st.session_state[key]["selection"]["rows"]
    st.session_state[ROW] = int(table["row"].iloc[rows[0]]) if rows else None


def _of_row(report: Report, row: int, words: Words) -> None:
    """Everything that was found of the row the map points at."""
    st.markdown(f"**{words('import.row')} {words.number(row)}**")
    told = []
    for finding in report.findings:
        if finding.rows is None:
            continue
        at = [i for i, position in enumerate(finding.rows) if position == row - 1]
        told += [finding._of_row(words, i)["message"] for i in at]
    for sentence in told:
        st.markdown(f"- {plain(sentence)}")
    if not told:
        st.caption(words("import.row_clean"))
