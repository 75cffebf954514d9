"""Accounts as an administrator keeps them, and how somebody signs in."""

import datetime
import secrets
from dataclasses import dataclass

from layers.access import LOCAL_USER, Grant, Role, User
from layers.accounts import session as sessions
from layers.accounts.account import Account, clean_id, clean_person
from layers.accounts.day import day_of
from layers.accounts.password import fits, hash_password, require_fit
from layers.errors import BadAccount, BadGrant, SignInRefused, UnknownAccount
from layers.spec import get_spec
from layers.store import Store

MOST_PURPOSE = 300
# Of one account at once: a session more ends the one that was not used for longest.
MOST_SESSIONS = 20
# After so many failures in a row each further one doubles the wait.
FREE_ATTEMPTS = 5
_FIRST_WAIT, _LONGEST_WAIT = datetime.timedelta(minutes=1), datetime.timedelta(hours=1)
# An office shares one address: it is trusted with more than one name.
_FREE_FROM_ADDRESS = 30


@dataclass(frozen=True)
class SignedIn:
    """A session that goes on."""

    session: sessions.Session
    user: User
    must_change: bool


class AccountBook:
    """Signing in and out, and keeping accounts and grants, over one store.

    Examples
    --------
    >>> book = AccountBook(store)  # doctest: +SKIP
    >>> book.add("lan", "Nguyễn Thị Lan", Role.EDITOR, "một mật khẩu dài", by="local")  # doctest: +SKIP
    >>> token = book.sign_in("lan", "một mật khẩu dài", address="127.0.0.1")  # doctest: +SKIP
    >>> book.who(token).user.role  # doctest: +SKIP
    <Role.EDITOR: 'editor'>
    """

    def __init__(self, store: Store, *, most_sessions: int = MOST_SESSIONS):
        self._store, self._most_sessions = store, most_sessions

    def add(
        self,
        user_id: str,
        name: str,
        role: Role,
        password: str | None,
        *,
        by: str,
        must_change: bool = False,
    ) -> Account:
        """Make an account; without a password another service has to vouch for the person.

        Raises
        ------
        BadAccount
            Where the id, the name or the password cannot be, or the id is taken.
        """
        made = clean_id(user_id)
        if password is not None:
            require_fit(password, user_id=made)
        account = Account(made, clean_person(name), role, password is not None, must_change, _now())
        hashed = None if password is None else hash_password(password)
        self._store.accounts.add(account, password=hashed, by=by)
        return account

    def set_password(
        self, user_id: str, password: str, *, by: str, must_change: bool = False
    ) -> None:
        """Give another password; every session of the account ends."""
        require_fit(password, user_id=user_id)
        self._store.accounts.set_password(
            user_id, hash_password(password), must_change=must_change, by=by
        )

    def change_password(self, user_id: str, old: str, new: str, *, address: str) -> None:
        """Change one's own password; who does not know the old one is refused as at signing in."""
        self._check(user_id, old, address)
        if old == new:
            raise BadAccount("password_same")
        self.set_password(user_id, new, by=user_id)

    def sign_in(self, user_id: str, password: str, *, address: str) -> str:
        """Open a session with a password; give the token for the browser.

        Raises
        ------
        SignInRefused
            ``wrong`` without saying whether it was the name or the password; ``locked`` with the minutes to wait.
        """
        try:
            known = clean_id(user_id)
        except BadAccount:
            known = ""
        self._check(known, password, address)
        return self.open(known, way="password", address=address)

    def open(self, user_id: str, *, way: str, address: str) -> str:
        """Open a session for somebody who was vouched for; `UnknownAccount` where no account may be used."""
        if self._store.sessions.user(user_id, _now()) is None:
            raise UnknownAccount(id=user_id[:40])
        token = sessions.new_token()
        self._store.sessions.add(
            sessions.begin(token, user_id, way=way, now=_now()),
            address=address,
            most=self._most_sessions,
        )
        return token

    def who(self, token: str | None) -> SignedIn | None:
        """Who a token is of, at this moment; None where it is nobody's any more."""
        return None if not token else self.who_has(sessions.key_of(token))

    def who_has(self, key: str) -> SignedIn | None:
        """Who a session is of, by the name it is kept under."""
        now = _now()
        found = self._store.sessions.find(key, now)
        if found is None:
            return None
        if found[0].is_to_touch(now):
            self._store.sessions.touch(key, now)
        return SignedIn(*found)

    def sign_out(self, token: str) -> None:
        """End a session."""
        self._store.sessions.remove(sessions.key_of(token))

    def grant(
        self,
        user_id: str,
        layer_id: str,
        *,
        purpose: str,
        until: datetime.date,
        areas: tuple[str, ...] = (),
        export: bool = False,
        personal: bool = False,
        by: str,
    ) -> Grant:
        """Let somebody see a restricted layer: for a purpose, until a day, in some areas.

        Raises
        ------
        UnknownAccount, UnknownLayer
            Where there is none.
        BadGrant
            Without a purpose, for a day that is over, or for an area that is written otherwise than
            ``<boundary layer>:<code>``.
        """
        self._store.accounts.get(user_id)
        get_spec(self._store.specs, layer_id)
        said = " ".join(purpose.split())
        if not 5 <= len(said) <= MOST_PURPOSE:
            raise BadGrant("purpose", most=MOST_PURPOSE)
        if until < day_of(_now()):
            raise BadGrant("until", day=until.isoformat())
        for area in areas:
            boundary, _, code = area.partition(":")
            if boundary not in self._store.specs or not code:
                raise BadGrant("area", area=area[:40])
        given = Grant(
            secrets.token_hex(8), user_id, layer_id, said, tuple(areas), until, export, personal
        )
        self._store.grants.add(given, by=by)
        return given

    def _check(self, user_id: str, password: str, address: str) -> None:
        """Compare a password, slower with every failure."""
        table = self._store.accounts
        counted = (f"account:{user_id}", f"address:{address}")
        self._require_patience(counted[0], FREE_ATTEMPTS, user_id, address)
        self._require_patience(counted[1], _FREE_FROM_ADDRESS, user_id, address)
        if not fits(password, table.password(user_id)):
            # What was typed as a name may be a password: only names that exist are written down.
            named = user_id if table.has(user_id) else "–"
            table.failed(*counted, user=named, detail={"address": address})
            raise SignInRefused("wrong")
        table.succeeded(counted[0])

    def _require_patience(self, who: str, free: int, user_id: str, address: str) -> None:
        failed, last = self._store.accounts.attempts(who)
        if last is None or failed < free:
            return
        wait = min(_FIRST_WAIT * 2 ** min(failed - free, 10), _LONGEST_WAIT)
        left = last + wait - _now()
        if datetime.timedelta() < left <= wait:
            raise SignInRefused("locked", minutes=int(left.total_seconds() // 60) + 1)


def user_of(store: Store, user_id: str) -> User | None:
    """The user behind an id that was written down; None where nobody may act under it any more."""
    if user_id == LOCAL_USER.id:
        return LOCAL_USER
    return store.sessions.user(user_id, _now())


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
