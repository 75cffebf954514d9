"""How the columns of a table are called."""

from layers.spec import FieldSpec
from layers.value_names import unit_text
from layers.words import Words


def header(field: FieldSpec, words: Words) -> str:
    """The name of a column with its unit."""
    name = field.label(words.lang)
    return f"{name} ({unit_text(field.unit)})" if field.unit else name


def unlike(names: dict[str, str]) -> dict[str, str]:
    """Names of which no two are alike, by key: Streamlit knows options by what it shows of them."""
    told = list(names.values())
    return {key: f"{name} ({key})" if told.count(name) > 1 else name for key, name in names.items()}
