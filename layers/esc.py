"""One escape for every string that enters a map, a page or a report as HTML or script text."""

_ENTITIES = {ord(c): f"&#{ord(c)};" for c in "&<>\"'`$\\{}"}


def esc(value: object) -> str:
    r"""Return `value` as text that shows itself and never runs.

    Quotes, brackets and the ampersand are not enough: folium puts popup and tooltip strings into
    JavaScript template literals, where a back quote, ``${``, a backslash or ``{{`` also ends the
    text. Each of these ten characters becomes its numeric entity; ``html.unescape`` gives the
    text back unchanged (unless it holds characters that HTML itself cannot carry, such as NUL).

    Parameters
    ----------
    value : object
        Anything; ``str(value)`` is escaped. Do not escape twice.

    Returns
    -------
    str
        Safe between tags, in quoted attributes and in template literals.

    Examples
    --------
    >>> esc("Phường <Q.1> ${x}")
    'Phường &#60;Q.1&#62; &#36;&#123;x&#125;'
    """
    return str(value).translate(_ENTITIES)
