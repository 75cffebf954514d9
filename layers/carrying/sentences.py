"""What a carried figure can and cannot say, in the words of the reader."""

from layers.carrying.of_store import CarriedLayer
from layers.words import Words


def what_cannot_be_known(carried: CarriedLayer, words: Words) -> list[str]:
    """Sentences on what is exact, what has a range and why, what is unknown and what was left out."""
    rows, affected = carried.rows, carried.affected
    unknown = int((rows["unknown"] > 0).sum()) if len(rows) else 0
    exact = int(rows["exact"].sum()) if len(rows) else 0
    counts = {"rows": len(rows), "exact": exact, "unknown": unknown}
    said = [words("cli.carried", to=carried.to_version, **counts)]
    if len(affected):
        weights = ", ".join(weight_words(w, words) for w in affected["weight"].value_counts().index)
        units, parts = affected["from_key"].nunique(), affected["to_key"].nunique()
        ranged = len(rows) - exact - unknown
        said.append(
            words("cli.carried_split", ranged=ranged, units=units, parts=parts, weight=weights)
        )
    partly = int((rows["outside"] > 0).sum()) if len(rows) else 0
    if partly:
        said.append(words("cli.carried_outside", rows=partly))
    if len(carried.left_out):
        reasons = carried.left_out["why"].value_counts()
        listed = "; ".join(f"{why_words(why, words)}: {n}" for why, n in reasons.items())
        said.append(words("cli.carried_left_out", reasons=listed))
    return said


def weight_words(weight: str, words: Words) -> str:
    """What a share is made from, in words; a field or a layer under its own name."""
    known = f"carrying.weight.{weight}" in words
    return words(f"carrying.weight.{weight}") if known else weight


def why_words(why: str, words: Words) -> str:
    """Why a value was left out, in words."""
    return words(f"carrying.why.{why}")
