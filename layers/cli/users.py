"""Commands about who may sign in: ``users add, list, role, password, disable, enable``."""

import argparse
import getpass
from dataclasses import asdict
from pathlib import Path

from layers.access import LOCAL_USER, Role
from layers.accounts.account import Account, clean_id, read_role
from layers.accounts.book import AccountBook
from layers.accounts.given import make_password, require_first_fit
from layers.cli.output import Output
from layers.errors import BadAccount, UnreadableFile
from layers.store import Store, open_store

_SHOWN = ["account", "name", "role", "password", "last_seen_at", "disabled_at"]
_BY = LOCAL_USER.id


def add_commands(commands, shared: argparse.ArgumentParser) -> None:
    """Add the commands of this room to the parser."""
    users = commands.add_parser("users", help="who may sign in, and what they are trusted with")
    deeds = users.add_subparsers(required=True, metavar="DEED")

    add = deeds.add_parser("add", parents=[shared], help="make an account; the first administers")
    add.add_argument("user", metavar="NAME", help="what is typed to sign in")
    add.add_argument("--role", required=True, metavar="ROLE", help=", ".join(Role))
    add.add_argument("--name", default="", metavar="FULL_NAME")
    _add_password_options(add).add_argument(
        "--no-password", action="store_true", help="another service vouches for the person"
    )
    add.set_defaults(run=_add)

    listed = deeds.add_parser("list", parents=[shared], help="all accounts")
    listed.set_defaults(run=_list)

    role = deeds.add_parser("role", parents=[shared], help="trust somebody with more or less")
    role.add_argument("user", metavar="NAME")
    role.add_argument("role", metavar="ROLE", help=", ".join(Role))
    role.set_defaults(run=_role)

    password = deeds.add_parser("password", parents=[shared], help="give another password")
    password.add_argument("user", metavar="NAME")
    _add_password_options(password)
    password.set_defaults(run=_password)

    for name, said in (("disable", "let nobody use it any more"), ("enable", "let it be used")):
        deed = deeds.add_parser(name, parents=[shared], help=said)
        deed.add_argument("user", metavar="NAME")
        deed.set_defaults(run=_disable if name == "disable" else _enable)


def _add_password_options(parser: argparse.ArgumentParser):
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--password-file", type=Path, metavar="FILE", help="its first line")
    ways.add_argument(
        "--generate", action="store_true", help="made here, printed once, changed at first sign-in"
    )
    return ways


def _add(args: argparse.Namespace, output: Output) -> int:
    store, role = open_store(args.store), read_role(args.role)
    user_id = clean_id(args.user)
    require_first_fit(store, role)
    password = None if args.no_password else _new_password(args, user_id, output)
    made = AccountBook(store).add(
        user_id, args.name, role, password, by=_BY, must_change=args.generate
    )
    return _told(store, made.id, "cli.user_added", output, password if args.generate else None)


def _list(args: argparse.Namespace, output: Output) -> int:
    accounts = open_store(args.store).accounts.all()
    if output.json:
        output.document({"users": [asdict(account) for account in accounts]})
    elif accounts:
        output.table([_row(account, output) for account in accounts], _SHOWN)
    else:
        output.say(output.words("cli.no_users"))
    return 0


def _role(args: argparse.Namespace, output: Output) -> int:
    store = open_store(args.store)
    store.accounts.set_role(clean_id(args.user), read_role(args.role), by=_BY)
    return _told(store, clean_id(args.user), "cli.user_role", output)


def _password(args: argparse.Namespace, output: Output) -> int:
    store, user_id = open_store(args.store), clean_id(args.user)
    store.accounts.get(user_id)
    password = _new_password(args, user_id, output)
    AccountBook(store).set_password(user_id, password, by=_BY, must_change=args.generate)
    return _told(store, user_id, "cli.user_password", output, password if args.generate else None)


def _disable(args: argparse.Namespace, output: Output) -> int:
    store, user_id = open_store(args.store), clean_id(args.user)
    store.accounts.disable(user_id, by=_BY)
    return _told(store, user_id, "cli.user_disabled", output)


def _enable(args: argparse.Namespace, output: Output) -> int:
    store, user_id = open_store(args.store), clean_id(args.user)
    store.accounts.enable(user_id, by=_BY)
    return _told(store, user_id, "cli.user_enabled", output)


def _new_password(args: argparse.Namespace, user_id: str, output: Output) -> str:
    """From a file, made here, or asked twice; never from the command line, where others could read it."""
    if args.generate:
        return make_password(user_id=user_id)
    if args.password_file is not None:
        return _first_line(args.password_file)
    first = getpass.getpass(output.words("cli.ask_password", user=user_id))
    if first != getpass.getpass(output.words("cli.ask_password_again")):
        raise BadAccount("password_twice")
    return first


def _first_line(file: Path) -> str:
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError as fault:
        raise UnreadableFile("missing", file=file.name) from fault
    except (OSError, UnicodeDecodeError) as fault:
        said = getattr(fault, "strerror", None) or "UTF-8"
        raise UnreadableFile("denied", file=file.name, fault=said) from fault
    return lines[0] if lines else ""


def _told(
    store: Store, user_id: str, key: str, output: Output, generated: str | None = None
) -> int:
    """What became of an account; a password that was made here stands alone on standard output, once."""
    account = store.accounts.get(user_id)
    if output.json:
        shown = {} if generated is None else {"password": generated}
        output.document({"user": asdict(account), **shown})
    elif generated is not None:
        print(generated)
    output.say(output.words(key, user=account.id, role=account.role))
    if generated is not None:
        output.say(output.words("cli.user_generated"))
    return 0


def _row(account: Account, output: Output) -> dict:
    words = output.words
    said = "none" if not account.has_password else "once" if account.must_change else "own"
    moments = {
        name: f"{moment.astimezone():%Y-%m-%d %H:%M}" if moment else None
        for name in ("last_seen_at", "disabled_at")
        for moment in [getattr(account, name)]
    }
    shown = {"account": account.id, "password": words(f"cli.password_{said}")}
    return asdict(account) | moments | shown
