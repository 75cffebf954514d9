"""Online services: what is offered and what is used, by area."""

import pandas as pd

from layers.reports.behind import behind
from layers.reports.desk import Desk, worst_first
from layers.reports.report import NUMBER, PERCENT, TEXT, WORD, Column, Section, Table
from layers.services.answers import Answer, ask
from layers.services.question import Question

_OFFERED, _USED = "full_share", "files_full_share"


def make_section(desk: Desk, title: str) -> Section:
    """The share of procedures that are wholly online, and of files that were filed so."""
    words = desk.words
    answers = {m: _ask(desk, m) for m in (_OFFERED, _USED)}
    totals = {m: _total(desk, answer) for m, answer in answers.items()}
    told = pd.concat([_told(desk, answer) for answer in answers.values()])
    return Section(
        id="services",
        title=title,
        sentences=tuple(_sentence(desk, answers[m], totals[m]) for m in answers),
        tables=(_table(desk, answers),),
        findings=(_sentence(desk, answers[_OFFERED], totals[_OFFERED]),),
        numbers={
            f"{m}.{name}": value for m, total in totals.items() for name, value in total.items()
        },
        **behind(told, words),
        inputs=tuple(one for answer in answers.values() for one in answer.derivation.inputs),
    )


def _told(desk: Desk, answer: Answer) -> pd.DataFrame:
    """The derivation of one measure; what was left out says of which."""
    rows, words = answer.derivation.to_rows(desk.words), desk.words
    left_out = rows["part"] == words("derivation.left_out")
    named = words(f"measure.{answer.measure.id}") + ": " + rows["text"]
    return rows.assign(text=rows["text"].where(~left_out, named))


def _ask(desk: Desk, measure: str) -> Answer:
    question = Question(measure, desk.reach.areas, desk.city)
    return ask(desk.atlas, desk.snapshot, question)


def _total(desk: Desk, answer: Answer) -> dict:
    """Sum over sum of the places of the report; of a whole city the total of the answer itself."""
    if not desk.asked.places:
        return {name: answer.total[name] for name in ("value", "known", "units", "unknown")}
    rows = desk.chosen(answer.rows)
    known = rows[rows["value"].notna()]
    whole = float(known["denominator"].sum())
    value = float(known["numerator"].sum()) / whole if whole else float("nan")
    return {
        "value": value,
        "known": len(known),
        "units": len(rows),
        "unknown": len(rows) - len(known),
    }


def _sentence(desk: Desk, answer: Answer, total: dict) -> str:
    words = desk.words
    return words(
        "report.services.total",
        measure=words(f"measure.{answer.measure.id}"),
        period=answer.question.period,
        share=words.percent(total["value"]),
        known=total["known"],
        units=total["units"],
        unknown=total["unknown"],
    )


def _table(desk: Desk, answers: dict[str, Answer]) -> Table:
    offered, used = (desk.chosen(answers[m].rows) for m in (_OFFERED, _USED))
    names = {"value": "files_share", "state": "files_state", "denominator": "files_total"}
    both = offered.merge(
        used[["code", *names]].rename(columns=names), on="code", how="left", suffixes=("", "_used")
    )
    columns = (
        Column("number", NUMBER, width=0.5, heading="rank"),
        Column("full_name", TEXT, width=2.4, heading="area"),
        Column("denominator", NUMBER, width=1.0, heading="procedures"),
        Column("value", PERCENT, 1, width=1.2, heading="offered_share", state="state"),
        Column("state", WORD, prefix="state.", heading="offered_state", paper=False),
        Column("files_total", NUMBER, width=1.0),
        Column("files_share", PERCENT, 1, width=1.2, state="files_state"),
        Column("files_state", WORD, prefix="state.", paper=False),
    )
    title = desk.words("report.table.services_of", place=desk.place)
    return Table("services", title, columns, worst_first(both, "value"), most=220, key="code")
