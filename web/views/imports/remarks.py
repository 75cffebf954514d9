"""Findings of a step as sentences, with what can be done about each in the page."""

import streamlit as st

from layers.importing.outcome import Outcome
from layers.importing.report import Finding
from layers.words import Words
from web.plain import plain
from web.views.imports.steps import step_of

_SHOWS = {"error": st.error, "warning": st.warning, "info": st.info}
_COMMAND = "--"  # a mend that speaks to the command line


def show_for(outcome: Outcome, step: str, words: Words) -> None:
    """Every finding that belongs to a step, the worst first."""
    told = [f for f in outcome.report.findings if f.rows is None and step_of(f) == step]
    for severity, show in _SHOWS.items():
        for finding in [f for f in told if f.severity == severity]:
            show(f"{message(finding, words)} {mend(finding, words)}")


def message(finding: Finding, words: Words) -> str:
    """The sentence of a finding, or of its first row, as Markdown."""
    return plain(finding.to_json(words, most=1)[0]["message"])


def mend(finding: Finding, words: Words) -> str:
    """What can be done, as Markdown; in the page where the sentence speaks of the command line."""
    said = finding.to_json(words, most=1)[0]["fix"]
    if _COMMAND not in said:
        return plain(said)
    if finding.rule == "id.stands":
        return words("import.mend.update")
    if finding.rule.startswith("field."):
        return words("import.mend.columns")
    return words(f"import.mend.{step_of(finding)}")
