"""S-14 and S-80: what is taken away holds each payload as text: CSV, XLSX, PDF, PNG. The page of one file is
opened in a browser by `tests/browser/test_texts.py`."""

from io import BytesIO

import pandas as pd
import pypdfium2
import pytest
from openpyxl import load_workbook
from starlette.applications import Starlette
from starlette.testclient import TestClient

from layers.maps.view import LayerView, MapView
from layers.sheets.picture import page_picture
from layers.sheets.request import SheetRequest, TitleBlock
from layers.sheets.sheet import print_map
from layers.words import Words
from tests.trust.payloads import MARK, PAYLOADS
from tests.web.conftest import publish, small_layers
from web.routes import make_routes

CELLS = ("=1+1", "=HYPERLINK(1)", "+84 28 3822", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)")
CELLS += ("\t=1", "\r=1", "＝1")


@pytest.fixture
def served(own_context):
    """A client over masts that are named by each of the texts in turn, and a way to name them."""
    client = TestClient(Starlette(routes=make_routes(own_context)))

    def name(*texts: str):
        masts, _ = small_layers()["antenna_mast"]
        frame = pd.concat([masts.iloc[[0]]] * len(texts), ignore_index=True)
        ids = [f"m{i}" for i in range(len(texts))]
        numbers = [-12.5 - i for i in range(len(texts))]
        more = {"feature_id": ids, "name": list(texts), "owner": list(texts), "so_do": numbers}
        publish(own_context.atlas.store, frame.assign(**more), "antenna_mast", source=texts[0])

        def get(file_format: str) -> bytes:
            where = {"format": file_format}
            answer = client.get("/api/export/antenna_mast", params=where)
            assert answer.status_code == 200
            return answer.content

        return get

    return name


def plain(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "＝")) else text


def ended(text: str) -> str:
    """A text with one kind of line end: readers of CSV and XLSX take all of them for one."""
    return text.replace("_x000D_", "\r").replace("\r", "\n")


@pytest.mark.parametrize("texts", [PAYLOADS, CELLS], ids=["payloads", "formulas"])
def test_s14_s80_tables_hold_the_exact_text_and_no_formula(served, texts):
    get = served(*texts)
    csv = pd.read_csv(BytesIO(get("csv")), encoding="utf-8-sig", lineterminator="\n")
    assert [ended(t) for t in csv["name"]] == [ended(plain(t)) for t in texts]
    assert csv["so_do"].tolist() == [-12.5 - i for i in range(len(texts))]
    sheet = load_workbook(BytesIO(get("xlsx"))).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    head = [cell.value for cell in sheet[1]]
    names = [row[head.index("name")].value for row in sheet.iter_rows(min_row=2)]
    assert [ended(n) for n in names] == [ended(plain(t)) for t in texts]
    numbers = [row[head.index("so_do")] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in numbers} == {"n"}


@pytest.mark.parametrize("payload", [PAYLOADS[1], PAYLOADS[4], PAYLOADS[9]])
def test_s14_a_printed_sheet_shows_the_text_and_holds_no_script(served, own_context, payload):
    served(payload)
    atlas = own_context.atlas
    request = SheetRequest(block=TitleBlock(title=payload, author=payload))
    view = MapView(layers=(LayerView("antenna_mast"),))
    made = print_map(atlas, atlas.now(), view, request, words=Words("vi"), user=own_context.user)
    for sign in (b"/JavaScript", b"/JS(", b"/OpenAction", b"/Launch"):
        assert sign not in made.pdf
    document = pypdfium2.PdfDocument(made.pdf)
    text = document[0].get_textpage().get_text_bounded()
    squeezed = "".join(text.split())
    assert MARK in squeezed
    # The source stands there as it is; a line may break anywhere in it.
    assert "".join(payload.split()) in squeezed
    assert page_picture(made.pdf)
