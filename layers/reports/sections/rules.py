"""Rules for masts: how many break each, under which source, and which ones."""

import pandas as pd

from layers.regulation.check import check_masts
from layers.reports.behind import behind
from layers.reports.desk import Desk
from layers.reports.report import NUMBER, TEXT, WORD, Column, Figure, Section, Table

_SHOWN = 40


def make_section(desk: Desk, title: str) -> Section:
    """The masts of the places of a report that do not keep to a rule."""
    found = check_masts(desk.atlas, desk.snapshot, city=desk.city)
    rows = desk.chosen(found.rows)
    rows = pd.concat([rows[rows["binding"] == "yes"], rows[rows["binding"] != "yes"]])
    binding = int((rows["binding"] == "yes").sum())
    numbers = {"violations": len(rows), "binding": binding, "masts": found.judged}
    words = desk.words
    said = words(
        "report.rules.total",
        place=desk.place,
        binding=binding,
        other=len(rows) - binding,
        judged=found.judged,
        city=desk.city_name,
    )
    return Section(
        id="rules",
        title=title,
        sentences=(said, words("report.rules.binding")),
        tables=(_by_rule(desk, found, rows), _list(desk, rows)),
        figures=(
            Figure(
                words.number(binding),
                words("report.figure.violations"),
                words("report.figure.violations_note", other=len(rows) - binding),
            ),
        ),
        findings=(words("report.finding.rules", binding=binding, other=len(rows) - binding),),
        numbers=numbers,
        inputs=found.inputs,
        **behind(found.to_rows(words), words),
    )


def _by_rule(desk: Desk, found, rows: pd.DataFrame) -> Table:
    """One row a rule that was asked, with what breaks it in the places of the report.

    On ground that another province made no rule for it counts for nobody: those cases stand in the list.
    """
    own = rows[rows["territory"] != "other"]
    table = found.rules.assign(
        violations=found.rules["rule"].map(own["rule"].value_counts()).fillna(0).astype(int),
        title=found.rules[f"title_{desk.asked.lang}"],
        terms=[_terms(desk, row) for row in found.rules.itertuples(index=False)],
        source=found.rules["source"].map(desk.layer),
    )
    columns = [
        Column("title", TEXT, width=2.4, heading="rule"),
        Column("terms", TEXT, width=2.6, heading="rule_terms"),
        Column("binding", WORD, prefix="regulation.binding.", width=1.2),
        Column("violations", NUMBER, width=0.9),
        Column("state", WORD, prefix="regulation.state.", width=1.0, heading="rule_state"),
        Column("source", TEXT, width=2.0, heading="rule_source"),
        Column("certainty", TEXT, paper=False),
    ]
    if desk.asked.places:  # what the rule comes to is judged over the whole city
        columns = [column for column in columns if column.name != "state"]
    title = desk.words("report.table.rule_counts_of", place=desk.place)
    return Table("rule_counts", title, tuple(columns), table, key="rule")


def _terms(desk: Desk, rule) -> str:
    """What a rule asks: its kind, the masts it is about, and its number."""
    words = desk.words
    said = [words(f"regulation.kind.{rule.kind}")]
    said += [rule.classes.replace(";", ", ")] if rule.classes else []
    said += [words(f"report.rule.{rule.environment}")] if rule.environment != "all" else []
    if rule.value == rule.value:
        share = words.percent(rule.value, 0)
        said += [
            share
            if rule.unit == "share"
            else words(f"report.rule.{rule.unit}", share=share, metres=rule.value)
        ]
    return "; ".join(said)


def _list(desk: Desk, rows: pd.DataFrame) -> Table:
    shown = pd.DataFrame(rows.drop(columns="geometry")).reset_index(drop=True)
    shown = shown.assign(number=range(1, len(shown) + 1))
    columns = (
        Column("number", NUMBER, width=0.5, heading="rank"),
        Column("kind", WORD, prefix="regulation.kind.", width=1.2, heading="rule_kind"),
        Column("mast", TEXT, width=2.85),
        Column("other", TEXT, width=2.85),
        Column("distance_m", NUMBER, 1, width=0.8, heading="found"),
        Column("limit_m", NUMBER, 1, width=0.8, heading="limit"),
        Column("binding", WORD, prefix="regulation.binding.", width=1.1),
        Column("ward", TEXT, width=1.5, heading="area"),
        Column("rule", TEXT, paper=False, heading="rule_id"),
        Column("source", TEXT, paper=False, heading="rule_source"),
    )
    title = desk.words("report.table.rules_of", place=desk.place)
    return Table("rules", title, columns, shown, most=_SHOWN, note=desk.words("report.note.rules"))
