"""What somebody is choosing for an import: as the last check was asked, until they change it.

Boxes keep their choice in ``on_change``, which runs before any button: who chooses and goes on in one
breath stops the run in which the body of the script would have seen the choice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import streamlit as st

from layers.importing.choices import Choices
from layers.jobs.job import Job

_KEY = "import_draft"


@dataclass(frozen=True)
class Draft:
    """The choices for one job.

    Attributes
    ----------
    seen : frozenset of str
        Steps that somebody looked at and went on from.
    """

    layer_id: str | None
    choices: Choices
    mode: str | None
    key: str | None
    title: str
    seen: frozenset[str] = frozenset()

    def differs(self, job: Job) -> bool:
        """Whether another check is needed before these choices hold."""
        asked = (job.layer_id, _plain(job.choices), job.mode, job.key)
        return (self.layer_id, _plain(self.choices), self.mode, self.key) != asked


def of(job: Job) -> Draft:
    """The draft of a job."""
    held = st.session_state.get(_KEY)
    if held is None or held[0] != job.id:
        keep(job, Draft(job.layer_id, job.choices, job.mode, job.key, job.title))
    return st.session_state[_KEY][1]


def keep(job: Job, draft: Draft) -> None:
    """Hold a draft."""
    st.session_state[_KEY] = (job.id, draft)


def change(job: Job, **changes) -> Draft:
    """Change the draft of a job and give it."""
    draft = replace(of(job), **changes)
    keep(job, draft)
    return draft


def choose(job: Job, **changes) -> Draft:
    """Change single choices of the draft of a job."""
    return change(job, choices=replace(of(job).choices, **changes))


def agree(job: Job, rules: Iterable[str], *, agreed: bool) -> Draft:
    """Agree to what follows from rules, or take that back."""
    others = tuple(rule for rule in of(job).choices.accept if rule not in rules)
    return choose(job, accept=(*others, *rules) if agreed else others)


def _plain(choices: Choices) -> dict:
    content = choices.to_json()
    return content | {name: sorted(content[name]) for name in ("accept",)}
