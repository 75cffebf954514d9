"""Text of files inside Markdown, which Streamlit reads in most of what it shows.

Not in boxes to choose from, tables and hints of boxes: those show text as it is.
"""

_MARKDOWN = set("\\`*_{}[]()#+-.!|<>~$:")


def plain(text: object) -> str:
    r"""`text` as Markdown that shows itself: no image, link, colour or formula comes of it.

    Examples
    --------
    >>> plain("![x](y)")
    '\\!\\[x\\]\\(y\\)'
    """
    one_line = " ".join(str(text).split())
    return "".join(f"\\{sign}" if sign in _MARKDOWN else sign for sign in one_line)
