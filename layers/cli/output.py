"""What a command prints: results on standard output, everything else on standard error."""

import json
import sys
from dataclasses import dataclass

from layers.importing.report import Report
from layers.words import Words, explain


@dataclass(frozen=True)
class Output:
    """How the user wants to be answered."""

    json: bool
    lang: str

    @property
    def words(self) -> Words:
        return Words(self.lang)

    def say(self, text: str) -> None:
        """A message or progress, for people."""
        print(text, file=sys.stderr, flush=True)

    def progress(self, stage: str, done: int, total: int) -> None:
        """A stage of the import that begins; only for somebody who watches."""
        if sys.stderr.isatty():
            self.say(self.words(f"stage.{stage}", rows=total))

    def document(self, content: dict) -> None:
        """The one JSON document; of a list each member stands in a line of its own."""
        lines = (f" {_json(key)}: {_member(value)}" for key, value in content.items())
        print("{", ",\n".join(lines), "}", sep="\n")

    def fail(self, error: Exception) -> None:
        """One clear sentence; under ``--json`` also as a document."""
        sentence = explain(error, self.lang)
        if self.json:
            self.document({"error": {"code": error.code, "message": sentence}})
        self.say(sentence)

    def report(self, report: Report) -> None:
        """The report of an import."""
        content = report.to_json(self.lang)
        if self.json:
            self.document(content)
            return
        words = self.words
        print(
            words(
                "cli.report",
                file=content["file"],
                format=content["format"],
                stored=report.rows_in_file,
                read=report.rows_read,
                accepted=report.rows_accepted,
                aside=report.rows_set_aside,
                crs=f"EPSG:{report.epsg}" if report.epsg else "–",
                encoding=report.encoding or "–",
            )
        )
        for finding in content["findings"]:
            severity = words(f"severity.{finding['severity']}")
            print(f"  {severity}  {finding['rule']}: {finding['message']}\n    → {finding['fix']}")
        print(words("cli.checked", rules=report.rules_checked, rows=report.rows_read))

    def table(self, rows: list[dict], columns: list[str]) -> None:
        """Rows of text under headings, as wide as they need."""
        heads = [self.words(f"column.{name}") for name in columns]
        lines = [heads, *[[_cell(row.get(name), self.words) for name in columns] for row in rows]]
        widths = [max(len(line[i]) for line in lines) for i in range(len(columns))]
        for line in lines:
            print(
                "  ".join(
                    text.ljust(width) for text, width in zip(line, widths, strict=True)
                ).rstrip()
            )


def _cell(value, words: Words) -> str:
    if value is None:
        return "–"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return words.number(value, 0 if float(value).is_integer() else 2)
    return str(value)


def _member(value: object) -> str:
    if not isinstance(value, list) or not value:
        return _json(value)
    return "[\n  " + ",\n  ".join(map(_json, value)) + "\n ]"


def _json(value: object) -> str:
    # Without an indent the encoder is the compiled one, ten times as fast.
    return json.dumps(value, ensure_ascii=False, default=str)
