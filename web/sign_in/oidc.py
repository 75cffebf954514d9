"""Signing in through a provider of identities (OpenID Connect: code flow with state, nonce and PKCE).

Streamlit's own ``st.login`` is not used: it keeps who somebody is in a signed cookie of 30 days without
a session on the server, so nobody could be signed out, and it guards the page alone, not tiles and routes.
Here the provider only vouches; what follows is a session of our own like any other.

What has to be remembered until the provider sends somebody back lies in a signed cookie of ten minutes
that is used once. It must come along from the provider's site, so it is ``Lax``; the session's is ``Strict``,
and a page of ours leads on, because a browser would not send that one after a redirect from elsewhere.
"""

from urllib.parse import urlsplit

from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from layers.accounts.account import clean_id
from layers.errors import BadAccount, HatangError, SignInRefused, UnknownAccount
from layers.vouching import OIDC, Vouching
from web.context import Context
from web.sign_in.door import Door
from web.sign_in.form import HEADERS, PROVIDER, ask_again, give, inside, lead_on

START, BACK = PROVIDER, f"{PROVIDER}/back"
COOKIE = "hatang_oidc"
_GOOD_FOR_S = 600
_LEEWAY_S = 60
# Keys that the provider alone has: never what a client's secret or nobody signed.
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")


def routes(context: Context) -> list[Route]:
    """The routes, at the root. They are not there where the way is closed."""
    if OIDC not in context.settings.vouching.ways or context.atlas is None:
        return []
    client = _Client(context)

    async def start(request: Request) -> Response:
        kept = {"to": inside(request.query_params.get("to", "/"))}
        try:
            answer = await client.send_there(_remembering(request, kept))
        except client.faults as fault:
            return await _refuse(context, request, "provider", fault)
        answer.headers.update(HEADERS)
        answer.set_cookie(
            COOKIE,
            _signer(context).dumps(kept),
            max_age=_GOOD_FOR_S,
            path=START,
            httponly=True,
            secure=_is_https(context),
            samesite="lax",
        )
        return answer

    async def back(request: Request) -> Response:
        try:
            kept = _signer(context).loads(request.cookies.get(COOKIE, ""), max_age=_GOOD_FOR_S)
        except BadData as fault:
            return await _refuse(context, request, "provider", fault)
        door = Door(request.scope, context.settings)
        try:
            user_id = await client.who_came(_remembering(request, kept))
            token = await run_in_threadpool(
                context.accounts.open, user_id, way=OIDC, address=door.address
            )
        except (UnknownAccount, BadAccount) as fault:
            return await _refuse(context, request, "no_account", fault)
        except client.faults as fault:
            return await _refuse(context, request, "provider", fault)
        if door.token is not None:
            await run_in_threadpool(context.accounts.sign_out, door.token)
        answer = lead_on(inside(kept.get("to", "/")), request, context.settings)
        answer.delete_cookie(COOKIE, path=START)
        give(answer, token, context.settings)
        return answer

    return [Route(START, start), Route(BACK, back)]


class _Client:
    """The provider, asked through Authlib, which is loaded when somebody first comes."""

    def __init__(self, context: Context):
        self._settings = context.settings
        self._made = None

    @property
    def faults(self) -> tuple[type[Exception], ...]:
        """What goes wrong with a provider, or with what somebody made up."""
        from authlib.integrations.starlette_client import OAuthError
        from httpx2 import HTTPError, InvalidURL
        from joserfc.errors import JoseError

        made_up = (ValueError, KeyError, TypeError, RuntimeError)
        return (OAuthError, JoseError, HTTPError, InvalidURL, *made_up)

    async def send_there(self, request: Request) -> RedirectResponse:
        """To the provider; what is to be remembered lies in the session of `request`."""
        client = await self._ready()
        return await client.authorize_redirect(request, f"{self._settings.url}{BACK}")

    async def who_came(self, request: Request) -> str:
        """The id of the account that the provider vouches for."""
        client, told = await self._ready(), self._settings.vouching
        wanted = {
            "iss": {"essential": True, "values": [client.server_metadata["issuer"]]},
            "aud": {"essential": True, "values": [told.client]},
            "exp": {"essential": True},
            "nonce": {"essential": True},
        }
        token = await client.authorize_access_token(
            request, claims_options=wanted, leeway=_LEEWAY_S
        )
        said = token["userinfo"]
        found = said.get(told.claim)
        by_default = told.claim == Vouching.claim and said.get("email_verified") is not False
        if not found and by_default:
            found = said.get("email")
        return clean_id(found if isinstance(found, str) else "")

    async def _ready(self):
        if self._made is None:
            self._made = self._register()
        metadata = await self._made.load_server_metadata()
        if str(metadata.get("issuer", "")).rstrip("/") != self._settings.vouching.issuer:
            raise ValueError("issuer")
        offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        fine = [each for each in offered if each in _ALGORITHMS]
        metadata["id_token_signing_alg_values_supported"] = fine or ["RS256"]
        return self._made

    def _register(self):
        from authlib.integrations.starlette_client import OAuth

        told = self._settings.vouching
        method = "client_secret_basic" if told.secret else "none"
        return OAuth().register(
            "hatang",
            client_id=told.client,
            client_secret=told.secret or None,
            server_metadata_url=f"{told.issuer}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid profile email",
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": method,
                "timeout": 10,
            },
        )


def _remembering(request: Request, kept: dict) -> Request:
    """The same request with a session of its own, which Authlib reads and writes; Streamlit's stays as it is."""
    return Request(request.scope | {"session": kept}, request.receive)


async def _refuse(context: Context, request: Request, reason: str, fault: Exception) -> Response:
    """The page to sign in with one sentence; the log holds the kind of fault, never what was sent."""
    address = Door(request.scope, context.settings).address
    kind = fault.code if isinstance(fault, HatangError) else type(fault).__name__
    await run_in_threadpool(
        context.atlas.store.record,
        "sign_in_refused",
        user="–",
        way=OIDC,
        address=address,
        reason=kind,
    )
    answer = ask_again(SignInRefused(reason), request, context.settings)
    answer.delete_cookie(COOKIE, path=START)
    return answer


def _signer(context: Context) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(context.atlas.store.sessions.secret, salt="oidc")


def _is_https(context: Context) -> bool:
    return urlsplit(context.settings.url).scheme == "https"
