"""An answer as a file that can stand alone: its values, and beside them how they came about."""

from io import BytesIO

import pandas as pd

from layers.errors import BadOption
from layers.services.answers import Answer
from layers.services.naming import layer_name
from layers.services.states import STATES
from layers.words import LANGUAGES, Words
from layers.writing import sheet_table, tabular

FORMATS = ("csv", "xlsx")
COLUMNS = [
    "code", "unit_key", "name", "value", "low", "high", "state", "how", "numerator", "denominator",
    "parts", "unknown", "period", "source", "certainty", "synthetic", "from_version",
]  # fmt: skip
_MARK = "# "


def answer_file(answer: Answer, words: Words, *, file_format: str) -> bytes:
    """The values of an answer with their notes, as the content of a file.

    Parameters
    ----------
    words : Words
        Of the language that the columns of words are in; the notes are in both languages.
    file_format : {"csv", "xlsx"}
        ``xlsx`` has the notes on a sheet of their own; ``csv`` has them above the table, in lines that
        begin with ``# ``. Text that a spreadsheet would run as a formula gets an apostrophe.

    Raises
    ------
    BadOption
        If there is no such format.
    """
    if file_format not in FORMATS:
        raise BadOption(option="--format", value=file_format)
    return table_file(answer_table(answer, words), answer_notes(answer), words, file_format)


def table_file(table: pd.DataFrame, notes: pd.DataFrame, words: Words, file_format: str) -> bytes:
    """A table and its notes as the content of a file; see `answer_file`."""
    if file_format == "csv":
        table, notes = tabular(table), tabular(notes)
        lines = [_MARK + " | ".join(line) for line in notes.astype(str).to_numpy().tolist()]
        head = "".join(f"{_quoted(line)}\r\n" for line in lines)
        body = table.to_csv(index=False, lineterminator="\r\n")
        return ("\ufeff" + head + body).encode()
    out = BytesIO()
    with pd.ExcelWriter(out, engine="openpyxl") as book:
        sheet_table(table).to_excel(book, index=False, sheet_name=words("export.sheet_values"))
        sheet_table(notes).to_excel(book, index=False, sheet_name=words("export.sheet_notes"))
    return out.getvalue()


def answer_table(answer: Answer, words: Words) -> pd.DataFrame:
    """The values as they are exported: a blank value always has the word of its state beside it.

    Returns
    -------
    DataFrame
        `COLUMNS`. ``value``, ``low`` and ``high`` of a share are between 0 and 1; ``state``, ``how`` and
        ``synthetic`` are words.
    """
    rows = answer.rows.rename(columns={"name": "bare"}).rename(columns={"full_name": "name"})
    table = rows[COLUMNS].reset_index(drop=True)
    table["state"] = _worded(table["state"], {s: words(f"state.{s}") for s in STATES})
    table["how"] = _worded(
        table["how"], {how: words(f"how.{how}") for how in table["how"].unique()}
    )
    yes_no = {True: words("export.yes"), False: words("export.no")}
    table["synthetic"] = _worded(table["synthetic"], yes_no)
    return table


def answer_notes(answer: Answer) -> pd.DataFrame:
    """What must be known of the values: ``part``, and ``vi`` and ``en``."""
    return both_languages(lambda words: _notes(answer, words))


def both_languages(make) -> pd.DataFrame:
    """Notes made by ``make(words)`` (``part``, ``text``) in each language, side by side."""
    said = {lang: make(Words(lang)).reset_index(drop=True) for lang in LANGUAGES}
    first = said[LANGUAGES[0]]["part"]
    return pd.DataFrame({"part": first} | {lang: rows["text"] for lang, rows in said.items()})


def _notes(answer: Answer, words: Words) -> pd.DataFrame:
    question, total = answer.question, answer.total
    asked = words(
        "export.asked",
        measure=words(f"measure.{question.measure}"),
        areas=layer_name(question.areas, words),
        tier=words(f"tier.{question.tier}"),
        period=question.period,
        city=question.city,
    )
    written = words.percent if answer.measure.is_share else words.number
    summed = words(
        "export.total",
        value=written(total["value"]),
        known=total["known"],
        units=total["units"],
        unknown=total["unknown"],
    )
    said = [
        (words("export.question"), asked),
        (words("export.measure"), words(f"measure_rule.{question.measure}")),
        (words("export.sum"), summed),
    ]
    states = [
        (words("export.state"), f"{words(f'state.{state}')}: {words(f'state_meaning.{state}')}")
        for state in STATES
    ]
    head = pd.DataFrame(said + states, columns=["part", "text"])
    return pd.concat([head, answer.derivation.to_rows(words)], ignore_index=True)


def _worded(column: pd.Series, worded: dict) -> pd.Series:
    return column.map(worded).astype(object)


def _quoted(line: str) -> str:
    return '"' + line.replace('"', '""').replace("\n", " ").replace("\r", " ") + '"'
