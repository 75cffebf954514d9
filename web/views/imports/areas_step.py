"""Which unit each row means: how many were matched and how, what waits for a person, which boundary version."""

import hashlib
from functools import partial

import streamlit as st

from layers.importing.areas.found import AreasFound, Review
from layers.importing.outcome import Outcome
from layers.jobs.job import Job
from layers.services.naming import boundary_name
from layers.units.register import PROVINCE, register
from layers.units.timeline import LISTED, timeline
from layers.words import Words
from web.context import Context
from web.plain import plain
from web.views.imports import area_choice, area_counts, asking, draft, remarks
from web.views.imports.amounts import amount

_OPEN_RULES = ("areas.review", "areas.none", "areas.blank")
_PAGE = 20
SHOWN = "import_areas_shown"


def show(context: Context, job: Job, outcome: Outcome, words: Words) -> None:
    """Counts, the question of the version, then the names that wait and those that were decided."""
    found = outcome.areas
    if found is None:
        return
    if found.other_version is not None:
        _other_version(context, job, outcome, words)
        return
    area_counts.show(found, words)
    if found.waiting:
        _reviews(job, found, words)
    elif not found.counts.get("blank"):
        st.success(words("import.areas_all"), icon=":material/check_circle:")
    _set_aside(job, outcome, words)
    _decided(job, found, words)
    _version(job, found, words)


def _other_version(context: Context, job: Job, outcome: Outcome, words: Words) -> None:
    """The table speaks of other units: one press takes their version."""
    found = outcome.areas
    told = next(f for f in outcome.report.findings if f.rule == "areas.other_version")
    st.error(remarks.message(told, words), icon=":material/event_busy:")
    st.button(
        words("import.areas_take_version", version=_version_name(found.other_version, words)),
        key="areas_take_version",
        type="primary",
        icon=":material/history:",
        on_click=_take_version,
        args=(context, job, found.other_version),
    )
    st.caption(
        words("import.areas_take_version_why", version=boundary_name(found.other_version, words))
    )
    _version(job, found, words)


def _take_version(context: Context, job: Job, version: str) -> None:
    draft.choose(job, boundary=version)
    asking.check(context, job)


def _version(job: Job, found: AreasFound, words: Words) -> None:
    """Another boundary version, and what the table as a whole lies in."""
    fits = {fit["version"]: fit for fit in reversed(found.fits)}
    with st.expander(words("import.areas_version", version=boundary_name(found.version, words))):
        options = list(reversed(LISTED))
        at = draft.of(job).choices.boundary or found.version
        chosen = st.radio(
            words("import.areas_version_choose"),
            options,
            index=options.index(at) if at in options else 0,
            key=f"boundary_{job.id}",
            format_func=lambda name: _version_name(name, words),
            captions=[_fit(fits.get(name), words) for name in options],
        )
        if chosen != at:
            draft.choose(job, boundary=chosen)
        _province(job, found, words)


def _version_name(name: str, words: Words) -> str:
    """A boundary version and its time: ``v2025-03 (01/03/2025 – 30/06/2025)``."""
    span = timeline().get(name)
    if span is None:
        return name
    days = [words.date(day) if day else "…" for day in (span.valid_from, span.valid_to)]
    return f"{name} ({' – '.join(days)})"


def _fit(fit: dict | None, words: Words) -> str:
    if fit is None or not fit["rows"]:
        return ""
    by = words(f"import.areas_fit_{fit['by']}")
    return words("import.areas_fit", share=words.percent(fit["share"], 0), by=by)


def _province(job: Job, found: AreasFound, words: Words) -> None:
    """One province for the whole table tells names apart that stand in several."""
    units = register(found.version, PROVINCE).frame
    names = dict(zip(units["code"], units["full_name"], strict=True))
    given = draft.of(job).choices.given
    at = given.get("province_code")
    options = ["", *names]
    key = f"within_{job.id}"
    if st.session_state.get(key) not in options:
        st.session_state[key] = at if at in options else ""
    chosen = st.selectbox(
        words("import.areas_within"),
        options,
        key=key,
        format_func=lambda code: names.get(code) or words("import.areas_within_none"),
        help=words("import.areas_within_why"),
    )
    if chosen != (at or ""):
        others = {name: value for name, value in given.items() if name != "province_code"}
        draft.choose(job, given=others | ({"province_code": chosen} if chosen else {}))


def _reviews(job: Job, found: AreasFound, words: Words) -> None:
    """The names that wait, those of most rows first; each with its candidates."""
    waiting = found.waiting
    open_ = [each for each in waiting if each.key not in draft.of(job).choices.areas]
    st.markdown(f"#### {words('import.areas_waiting', count=len(waiting))}")
    st.caption(words("import.areas_waiting_why"))
    single = [each for each in open_ if len(each.candidates) == 1]
    with st.container(horizontal=True):
        _one_province(job, found, open_, words)
        if len(single) > 1:
            st.button(
                words("import.areas_take_single", count=len(single)),
                key="areas_take_single",
                icon=":material/done_all:",
                on_click=_take_single,
                args=(job, single),
            )
    shown = st.session_state.get(SHOWN, _PAGE)
    if len(waiting) <= shown + _PAGE // 2:  # a few more are not worth a press
        shown = len(waiting)
    for number, review in enumerate(waiting[:shown]):
        with st.container(key=f"area_row_{number}"):
            _line(job, found, review, words)
    if len(waiting) > shown:
        st.button(
            words("import.areas_more", count=len(waiting) - shown),
            key="areas_more",
            type="tertiary",
            on_click=lambda: st.session_state.update({SHOWN: shown + _PAGE}),
        )
    elif found.left:
        st.caption(words("import.areas_left", count=found.left))


def _one_province(job: Job, found: AreasFound, open_: list[Review], words: Words) -> None:
    """Where most rows lie in one province, names that several have are likely those of its units."""
    given = draft.of(job).choices.given
    several = [each for each in open_ if each.reason == "ambiguous"]
    if not several or not found.provinces or "province_code" in given:
        return
    units = register(found.version, PROVINCE).frame.set_index("code")
    code = found.provinces[0]
    if code in units.index:
        st.button(
            words("import.areas_all_in", name=units.at[code, "full_name"], count=len(several)),
            key="areas_all_in",
            icon=":material/location_city:",
            on_click=_lie_in,
            args=(job, code),
        )


def _lie_in(job: Job, code: str) -> None:
    given = draft.of(job).choices.given
    draft.choose(job, given={**given, "province_code": code})
    st.session_state[f"within_{job.id}"] = code


def _line(job: Job, found: AreasFound, review: Review, words: Words) -> None:
    name, source = st.columns([5, 6])
    with name:
        st.markdown(_text(review, words))
    with source:
        area_choice.choose(
            found,
            review,
            draft.of(job).choices.areas,
            words,
            key=key_of(job, review.key),
            keep=partial(_keep, job, review.key),
        )


def _text(review: Review, words: Words) -> str:
    """What the file says, how often, and why it is not sure."""
    said = " · ".join(plain(part) for part in (review.parent, review.code) if part)
    reason = words(f"import.area_reason.{review.reason}")
    head = f"**{plain(review.name or review.code)}**"
    lines = [f"{head} · {said}" if said else head]
    lines.append(f":small[:gray[{amount(review.rows, words)} · {plain(reason)}]]")
    return "  \n".join(lines)


def key_of(job: Job, text: str) -> str:
    """The name of the box for a decision; what the file says is no name for it."""
    return f"area_{hashlib.sha256(text.encode()).hexdigest()[:12]}_{job.id}"


def _keep(job: Job, text: str, code: str | None) -> None:
    areas = dict(draft.of(job).choices.areas)
    if areas.get(text) == code:
        return
    others = {key: value for key, value in areas.items() if key != text}
    draft.choose(job, areas=others | ({} if code is None else {text: code}))


def _take_single(job: Job, reviews: list[Review]) -> None:
    taken = {each.key: each.candidates[0]["code"] for each in reviews}
    draft.choose(job, areas={**draft.of(job).choices.areas, **taken})
    for each in reviews:
        st.session_state[key_of(job, each.key)] = taken[each.key]


def _set_aside(job: Job, outcome: Outcome, words: Words) -> None:
    """Rows without a unit may stay behind, so that the others can go on."""
    left = [f for f in outcome.report.findings if f.rule in _OPEN_RULES and f.rows is not None]
    if not left:
        return
    accepted = draft.of(job).choices.accept
    rules = tuple(dict.fromkeys(f.rule for f in left))
    before = set(rules) <= set(accepted)
    count = sum(f.count for f in left)
    label = (
        words("import.areas_aside_one") if count == 1 else words("import.areas_aside", count=count)
    )
    key = f"areas_aside_{job.id}"
    st.checkbox(
        label,
        value=before,
        key=key,
        on_change=lambda: draft.agree(job, rules, agreed=st.session_state[key]),
    )


def _decided(job: Job, found: AreasFound, words: Words) -> None:
    """What was decided for the check that is shown; each can be taken back."""
    decided = [each for each in found.reviews if each.decided is not None]
    if not decided:
        return
    with st.expander(words("import.areas_decided", count=len(decided)), expanded=len(decided) < 6):
        for number, review in enumerate(decided):
            _decision(job, review, number, words)


def _decision(job: Job, review: Review, number: int, words: Words) -> None:
    kept = _held_as(job, review) is not None
    meant = (
        area_choice.shown(review.decided)
        if review.decided["code"]
        else words("import.areas_leave_out")
    )
    line = (
        f"**{plain(review.name or review.code)}** → {plain(meant)} · {amount(review.rows, words)}"
    )
    with st.container(horizontal=True, vertical_alignment="center", key=f"area_done_{number}"):
        st.markdown(line if kept else f"~~{line}~~")
        if kept:
            st.button(
                words("import.areas_undo"),
                key=f"areas_undo_{number}",
                type="tertiary",
                icon=":material/undo:",
                on_click=_undo,
                args=(job, review),
            )


def _held_as(job: Job, review: Review) -> str | None:
    """Under which text a decision is held: its own, or the name alone as the command line writes it."""
    areas = draft.of(job).choices.areas
    return next((text for text in (review.key, review.name) if text in areas), None)


def _undo(job: Job, review: Review) -> None:
    held = _held_as(job, review)
    areas = draft.of(job).choices.areas
    draft.choose(job, areas={text: code for text, code in areas.items() if text != held})
    st.session_state.pop(key_of(job, review.key), None)
