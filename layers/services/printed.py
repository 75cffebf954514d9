"""Values as tables of figures print them: a number, a range, a bound, or words."""

import numpy as np
import pandas as pd

EXACT, RANGE, BELOW, ABOVE, PARTS, IN_WORDS = (
    "exact", "range", "below", "above", "parts", "words",
)  # fmt: skip
_NUMBER = r"(\d[\d,]*(?:\.\d+)?)"
_FORMS = (
    (EXACT, rf"^{_NUMBER}\s*%?$"),
    (RANGE, rf"^{_NUMBER}\s*-\s*{_NUMBER}$"),
    (BELOW, rf"^<\s*{_NUMBER}$"),
    (ABOVE, rf"^(?:>\s*{_NUMBER}|{_NUMBER}\s*\+)$"),
    (PARTS, rf"^{_NUMBER}\s*\+\s*{_NUMBER}$"),
)


def read_printed(text: pd.Series) -> pd.DataFrame:
    """What printed values say, a decimal point and commas of thousands being used.

    Returns
    -------
    DataFrame
        ``number`` (of an exact value), ``low`` and ``high`` (NaN without a bound on that side), and
        ``bound``: how the value is printed.

    Examples
    --------
    >>> read_printed(pd.Series(["1,055", "12-15", "<10"]))[["low", "high", "bound"]].values.tolist()
    [[1055.0, 1055.0, 'exact'], [12.0, 15.0, 'range'], [nan, 10.0, 'below']]
    """
    text = text.astype("string").fillna("").str.strip()
    found = pd.DataFrame({"number": np.nan, "low": np.nan, "high": np.nan}, index=text.index)
    found["bound"] = IN_WORDS
    for bound, form in reversed(_FORMS):
        parts = text.str.extract(form).apply(_numbers)
        here = parts.notna().any(axis=1)
        first = parts.bfill(axis=1)[0]
        if bound == EXACT:
            found.loc[here, "number"] = first[here]
        if bound in (EXACT, RANGE, ABOVE):
            found.loc[here, "low"] = first[here]
        if bound in (EXACT, BELOW):
            found.loc[here, "high"] = first[here]
        if bound == RANGE:
            found.loc[here, "high"] = parts[1][here]
        found.loc[here, "bound"] = bound
    return found


def ratio_in(text: pd.Series) -> pd.DataFrame:
    """Numerator and denominator of the first ``a / b`` in a remark; NaN where there is none."""
    found = text.astype("string").str.extract(rf"{_NUMBER}\s*/\s*{_NUMBER}").apply(_numbers)
    return found.set_axis(["numerator", "denominator"], axis=1)


def _numbers(text: pd.Series) -> pd.Series:
    plain = text.astype("string").str.replace(",", "")
    return pd.to_numeric(plain, errors="coerce").astype("Float64").astype("float64")
