"""A provider of identities on this machine, which can be told to do wrong."""

import threading
import time
from base64 import urlsafe_b64encode
from contextlib import contextmanager
from hashlib import sha256
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route

CLIENT, SECRET = "hatang", "a secret of the client"


class Provider:
    """Authorizes whoever comes as ``claims``.

    Attributes
    ----------
    claims : dict
        What its tokens say besides what they must.
    wrong : dict
        What they say instead of what they must; ``"key"`` has them signed by another key, ``"hmac"`` by
        the secret of the client, ``"issuer"`` has the discovery name another issuer.
    """

    def __init__(self):
        self.url = ""
        self.claims, self.wrong, self.asked = {}, {}, []
        self._key = RSAKey.generate_key(2048, {"kid": "one"})
        self._other = RSAKey.generate_key(2048, {"kid": "one"})
        self._given: dict[str, dict] = {}

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._discovery),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/jwks", lambda request: JSONResponse({"keys": [self._key.as_dict()]})),
            ]
        )

    def _discovery(self, request: Request) -> JSONResponse:
        told = {
            "issuer": self.wrong.get("issuer", self.url),
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }
        return JSONResponse(told)

    def _authorize(self, request: Request) -> RedirectResponse:
        asked = dict(request.query_params)
        self.asked.append(asked)
        code = f"code-{len(self.asked)}"
        self._given[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}")

    async def _token(self, request: Request) -> JSONResponse:
        told = await request.form()
        asked = self._given.pop(told["code"], None)
        proof = sha256(told.get("code_verifier", "").encode()).digest()
        challenge = urlsafe_b64encode(proof).rstrip(b"=").decode()
        if asked is None or challenge != asked["code_challenge"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        said = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": "1",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
        }
        said |= self.claims | {k: v for k, v in self.wrong.items() if k in said}
        said = {name: value for name, value in said.items() if value is not None}
        answer = {"access_token": "a", "token_type": "Bearer", "id_token": self._signed(said)}
        return JSONResponse(answer | self.wrong.get("answer", {}))

    def _signed(self, said: dict) -> str:
        if self.wrong.get("hmac"):
            return jwt.encode({"alg": "HS256"}, said, OctKey.import_key(SECRET))
        key = self._other if self.wrong.get("key") else self._key
        return jwt.encode({"alg": "RS256", "kid": "one"}, said, key)


@contextmanager
def serving(app):
    """An app on a free port of this machine; gives its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
