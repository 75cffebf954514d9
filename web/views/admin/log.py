"""The log: asked by filters, turned by pages, taken out as a table, its chain followed."""

import datetime

import streamlit as st

from layers.access import User, require_administrator
from layers.errors import AuditBroken
from layers.keeping.log_file import log_csv
from layers.store import AuditEntry, AuditFilter
from layers.store.audit import count, entries, names, verify
from layers.words import Words
from web.context import Context
from web.taken import still
from web.views.admin import detail, tables
from web.views.admin.deed import by, deed
from web.views.pager import turn_pages

SIZE = 50
_PAGE, _FILE = "adm_log_page", "adm_log_file"
USER, ACTION, LAYER, DAYS, SINCE, UNTIL = (
    f"adm_log_{name}" for name in ("user", "action", "layer", "days", "since", "until")
)
_SPANS, _BETWEEN = (1, 7, 30, 90, 365), "between"
_COLUMNS = ("seq", "at", "user", "action", "layer", "detail")


def show(context: Context, words: Words) -> None:
    """Filters, the page, what can be done."""
    _filters(context, words)
    where, store = asked(), context.atlas.store
    with store.catalogue.connect() as db:
        total = count(db, where)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(words("admin.log.count", count=total), width="content")
        held = st.session_state.get(_PAGE, 0)
        page = turn_pages(total, held, size=SIZE, key=_PAGE, turn=_turn, words=words)
    with store.catalogue.connect() as db:
        found = entries(db, where, SIZE, page * SIZE)
    if found:
        rows = [_row(entry, words) for entry in found]
        tables.show(rows, _COLUMNS, words, key="adm_log", widths={"layer": 150})
    with st.container(horizontal=True, gap="small"):
        st.button(words("admin.do.chain"), key="adm_chain", on_click=check_chain, args=(context,))
        st.button(
            words("admin.do.log_file"), key="adm_log_make", on_click=make_file, args=(context,)
        )
        _download(context, where, words)
    st.caption(words("admin.log.how"))


def asked() -> AuditFilter:
    """The filter as it stands; days are those of the clock here."""
    held = st.session_state.get
    since, until = _days(held(DAYS))
    return AuditFilter(
        user=held(USER),
        action=held(ACTION),
        layer_id=held(LAYER),
        since=since and datetime.datetime.combine(since, datetime.time.min).astimezone(),
        until=until and datetime.datetime.combine(until, datetime.time.max).astimezone(),
    )


def _days(span: int | str | None) -> tuple[datetime.date | None, datetime.date | None]:
    """The first and the last day; None is no bound."""
    if span == _BETWEEN:
        return st.session_state.get(SINCE), st.session_state.get(UNTIL)
    today = datetime.date.today()
    return (None if span is None else today - datetime.timedelta(days=span - 1)), None


def action_name(action: str, words: Words) -> str:
    """What somebody did, in words; the name itself where there are none."""
    key = f"admin.action.{action}"
    return words(key) if key in words else action


def _filters(context: Context, words: Words) -> None:
    with context.atlas.store.catalogue.connect() as db:
        known = names(db)
    boxes = st.columns(4)
    for box, key, column in zip(boxes, (USER, ACTION, LAYER), known, strict=False):
        box.selectbox(
            words(f"admin.log.{column}"),
            known[column],
            index=None,
            key=key,
            on_change=_turn,
            args=(0,),
            placeholder=words("admin.log.all"),
            format_func=(lambda a: f"{action_name(a, words)} · {a}") if key == ACTION else str,
        )
    boxes[3].selectbox(
        words("admin.log.days"),
        (*_SPANS, _BETWEEN),
        index=None,
        key=DAYS,
        on_change=_turn,
        args=(0,),
        placeholder=words("admin.log.all"),
        format_func=lambda span: (
            words("admin.log.between") if span == _BETWEEN else words("admin.log.last", days=span)
        ),
    )
    if st.session_state.get(DAYS) == _BETWEEN:
        _between(words)


def _between(words: Words) -> None:
    """The first and the last day; neither is ever empty, which Streamlit's box could not say aloud."""
    today = datetime.date.today()
    for box, key, name, value in zip(
        st.columns(4),
        (SINCE, UNTIL),
        ("since", "until"),
        (today - datetime.timedelta(days=_SPANS[1]), today),
        strict=False,
    ):
        box.date_input(
            words(f"admin.log.{name}"),
            value=value,
            key=key,
            on_change=_turn,
            args=(0,),
            format="DD/MM/YYYY" if words.lang == "vi" else "YYYY-MM-DD",
        )


def _row(entry: AuditEntry, words: Words) -> dict[str, str]:
    return {
        "seq": words.number(entry.seq),
        "at": _moment(entry.at, words),
        "user": entry.user,
        "action": action_name(entry.action, words),
        "layer": entry.layer_id,
        "detail": detail.in_words(entry.detail, words),
    }


def _moment(at: str, words: Words) -> str:
    try:
        return tables.moment(datetime.datetime.fromisoformat(at), words)
    except ValueError:  # somebody changed it; the chain shows that
        return at


def _turn(page: int) -> None:
    st.session_state[_PAGE] = page


def _download(context: Context, where: AuditFilter, words: Words) -> None:
    made = st.session_state.get(_FILE)
    if made is None or made[0] != where:
        return
    st.download_button(
        words("admin.log.download"),
        still(context, lambda: made[1], (), require=require_administrator),
        file_name="audit.csv",
        mime="text/csv",
        key="adm_log_download",
        icon=":material/download:",
        on_click="ignore",
    )


@deed
def make_file(context: Context, user: User):
    """Make a table of all that is asked for, also of other pages."""
    where, store = asked(), context.atlas.store
    found = store.audit(limit=None, where=where)
    st.session_state[_FILE] = (where, log_csv(found).encode())
    store.record("audit_export", user=by(user), rows=len(found))
    return "admin.done.log_file", {"rows": len(found)}


@deed
def check_chain(context: Context, user: User):
    """Follow the chain of hashes from its first entry."""
    with context.atlas.store.catalogue.connect() as db:
        chain = verify(db)
    context.atlas.store.record("check_chain", user=by(user), entries=chain.entries)
    if chain.first_broken is not None:
        raise AuditBroken(first_broken=chain.first_broken, entries=chain.entries)
    return "cli.audit_sound", {"entries": chain.entries, "last": chain.last}
