"""What can go wrong with signing in, accounts, grants and the rules of layers."""

from layers.errors.base import Because, HatangError


class BadAccount(Because):
    """What no account can be: ``id``, ``name``, ``role``, ``password_length``, ``password_guessed``, ``taken``,
    ``last_administrator``."""

    code = "bad_account"


class UnknownAccount(HatangError):
    code = "unknown_account"


class SignInRefused(Because):
    """Nobody was signed in: ``wrong`` (name or password, which of them is not said), ``locked``, ``ended``; or
    another service vouched for somebody without an account (``no_account``), or for nobody (``provider``)."""

    code = "sign_in_refused"
    exit_status = 1


class BadGrant(Because):
    """What no grant can be: ``purpose``, ``until``, ``area``, ``layer``."""

    code = "bad_grant"


class UnknownGrant(HatangError):
    code = "unknown_grant"


class BadRule(Because):
    """What no rule of a layer can be: ``visibility``, ``tier``, ``field``."""

    code = "bad_rule"


class AccountsNeeded(HatangError):
    """The app is to listen to other machines, and nobody can sign in yet."""

    code = "accounts_needed"
