"""A store with an account of each role, and the whole app behind its gate."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient

from layers.access import Role
from layers.accounts import password
from layers.accounts.book import AccountBook
from web.routes import make_routes
from web.sign_in.gate import Gate
from web.sign_in.sockets import Sockets

PASSWORD = "ba con mèo xanh lá"
PEOPLE = {
    "lan": Role.VIEWER,
    "minh": Role.EDITOR,
    "hoa": Role.PUBLISHER,
    "quan-tri": Role.ADMINISTRATOR,
}
# As a browser says it that is on the page itself.
HOST = "127.0.0.1:8501"
OURS = {"origin": f"http://{HOST}"}
# The client of Starlette calls itself so where it opens a connection.
OURS_SOCKET = {"origin": "http://testserver"}


@pytest.fixture(autouse=True, scope="session")
def _quick_hashes():
    """A hash takes a third of a second on purpose; who tests the gate need not wait for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(password, "_N", 2**4)
        yield


@pytest.fixture
def accounts(own_context):
    """The accounts of `PEOPLE` in a store of this test's own."""
    book = AccountBook(own_context.atlas.store)
    for user_id, role in PEOPLE.items():
        book.add(user_id, user_id.title(), role, PASSWORD, by="local")
    return book


def make_app(context) -> Starlette:
    """The routes of the app and a page, as Streamlit would mount them, behind the gate."""

    async def echo(websocket):
        await websocket.accept()
        async for text in websocket.iter_text():
            await websocket.send_text(text)

    sockets = Sockets()
    routes = [
        *make_routes(context, sockets),
        Route("/", lambda request: PlainTextResponse("the page")),
        Route("/_stcore/metrics", lambda request: PlainTextResponse("numbers")),
        Route(
            "/_stcore/upload_file/a/b", lambda request: PlainTextResponse("kept"), methods=["PUT"]
        ),
        Route("/static/{path:path}", lambda request: JSONResponse({"user": context.user})),
        Route("/media/{name}", lambda request: PlainTextResponse("a file")),
        WebSocketRoute("/_stcore/stream", echo),
    ]
    # Streamlit puts a session of its own behind the gate.
    theirs = Middleware(SessionMiddleware, secret_key="theirs", session_cookie="_theirs")
    gate = Middleware(Gate, context=context, sockets=sockets)
    return Starlette(routes=routes, middleware=[gate, theirs])


@pytest.fixture
def visit(own_context):
    """``visit()`` is a browser at the door; ``visit("lan")`` one that is signed in."""
    app = make_app(own_context)
    book = AccountBook(own_context.atlas.store)

    def begin(user_id: str | None = None, **client) -> TestClient:
        told = {"base_url": f"http://{HOST}", "client": ("127.0.0.1", 50000)} | client
        browser = TestClient(app, follow_redirects=False, raise_server_exceptions=False, **told)
        if user_id is not None:
            token = book.open(user_id, way="password", address="127.0.0.1")
            browser.cookies.set("hatang_session", token)
        return browser

    return begin
