"""Pages of a PDF as pictures: for a slide, a message, or a look before printing."""

from io import BytesIO

from layers.errors import BadSheet

RESOLUTIONS = (96, 150, 300)
"""Dots per inch."""


def page_count(pdf: bytes) -> int:
    """How many pages a PDF has."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def page_picture(
    pdf: bytes, *, page: int = 0, dpi: int = 150, box: tuple[float, float, float, float] | None = None
) -> bytes:  # fmt: skip
    """A page as PNG.

    Parameters
    ----------
    dpi : int
        One of `RESOLUTIONS`, or less than 96 for a thumbnail.
    box : tuple, optional
        Only this part: x and y of the lower left corner, width, height, in points.
    """
    import pypdfium2

    if not (dpi in RESOLUTIONS or 20 <= dpi < RESOLUTIONS[0]):
        raise BadSheet(part=f"{dpi} dpi")
    document = pypdfium2.PdfDocument(pdf)
    try:
        sheet = document[page]
        wide, high = sheet.get_size()
        crop = (0, 0, 0, 0)
        if box is not None:
            x, y, across, up = box
            crop = (x, y, wide - x - across, high - y - up)
        picture = sheet.render(scale=dpi / 72, crop=crop).to_pil()
    finally:
        document.close()
    out = BytesIO()
    picture.save(out, "PNG", dpi=(dpi, dpi))
    return out.getvalue()
