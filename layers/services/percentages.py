"""Percentages as they are printed, against the numbers they are made of."""

import numpy as np
import pandas as pd

FITS, DIFFERS, NO_DENOMINATOR, NO_NUMERATOR, NOT_STATED, NO_NUMBERS = (
    "fits", "differs", "no_denominator", "no_numerator", "not_stated", "no_numbers",
)  # fmt: skip
CHECKS = (FITS, DIFFERS, NO_DENOMINATOR, NO_NUMERATOR, NOT_STATED, NO_NUMBERS)
"""``not_stated``: both numbers are there and no percentage is printed; ``no_numbers``: nothing is."""
SHARES = (
    (("n_full",), "n_procedures"),
    (("n_full", "n_partial"), "n_procedures"),
    (("n_partial",), "n_procedures"),
    (("n_level4",), "n_procedures"),
    (("n_level3", "n_level4"), "n_procedures"),
    (("n_level34",), "n_procedures"),
    (("n_level3",), "n_procedures"),
    (("n_files_online",), "n_files_total"),
    (("n_files_full",), "n_files_total"),
    (("n_files_full",), "n_files_online"),
)
"""What a percentage stated beside the counts of a row can be of: parts and their whole."""
_SLACK = 1e-9


def percent(numerator, denominator) -> np.ndarray:
    """A hundred times numerator by denominator; NaN where one is unknown or the base is not above 0."""
    top, bottom = _floats(numerator), _floats(denominator)
    return 100 * np.divide(top, bottom, out=np.full(len(top), np.nan), where=bottom > 0)


def printed_decimals(stated) -> np.ndarray:
    """How many decimals a percentage is printed with: 0 for ``86`` and ``86.0``, 1 for ``38.6``."""
    text = pd.Series(_floats(stated)).map("{:.6f}".format).astype("string").str.rstrip("0")
    decimals = text.str.extract(r"\.(\d*)$", expand=False).str.len()
    return decimals.fillna(0).to_numpy(int)


def check_percent(stated, numerator, denominator) -> np.ndarray:
    """How a printed percentage stands to its numbers: one of `CHECKS` for each.

    It fits when rounding or cutting off the percentage made again gives what is printed: 85.80 is
    printed 86 and fits, 82.47 is printed 82 and fits.

    Examples
    --------
    >>> check_percent([86, 82, 84], [151, 80, 151], [176, 97, 176]).tolist()
    ['fits', 'fits', 'differs']
    """
    said, top, bottom = _floats(stated), _floats(numerator), _floats(denominator)
    made = percent(top, bottom)
    step = 10.0 ** -printed_decimals(said)
    rounds = np.abs(said - made) <= step / 2 + _SLACK
    cuts = (made - said >= -_SLACK) & (made - said < step - _SLACK)
    told, has_top, has_base = ~np.isnan(said), ~np.isnan(top), bottom > 0
    return np.select(
        [
            ~told & has_top & has_base,
            ~told & ~(has_top & has_base),
            ~has_top,
            ~has_base,
            rounds | cuts,
        ],
        [NOT_STATED, NO_NUMBERS, NO_NUMERATOR, NO_DENOMINATOR, FITS],
        DIFFERS,
    ).astype(object)


def implied_total(numerator, stated) -> pd.DataFrame:
    """What the whole must be where only a part and its rounded percentage are printed.

    Returns
    -------
    DataFrame
        ``total`` (the nearest whole number), ``low`` and ``high``: the whole numbers of which the part
        rounds to the printed percentage. NaN where there is no part or no percentage.

    Examples
    --------
    >>> implied_total([1055], [55]).astype(int).values.tolist()
    [[1918, 1901, 1935]]
    """
    top, said = _floats(numerator), _floats(stated)
    half = 0.5 * 10.0 ** -printed_decimals(said)
    with np.errstate(divide="ignore", invalid="ignore"):
        # At the upper bound itself the percentage rounds up to the next one.
        low = np.floor(100 * top / (said + half) + _SLACK) + 1
        high = np.floor(100 * top / (said - half) + _SLACK)
        total = np.round(100 * top / said)
    found = pd.DataFrame({"total": total, "low": low, "high": high})
    return found.where(np.isfinite(found).all(axis=1) & (said > half))


def _floats(values) -> np.ndarray:
    numbers = pd.to_numeric(pd.Series(values).reset_index(drop=True), errors="coerce")
    return numbers.astype("Float64").to_numpy(float, na_value=np.nan)
