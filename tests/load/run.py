"""The two scenarios, against an app of their own over a store of their own."""

import argparse
import asyncio
import random
import shutil
import time
from pathlib import Path

import httpx2

from layers.access import Role
from layers.accounts.book import AccountBook
from layers.store import open_store
from tests.load.browser import PATIENCE_S, Page
from tests.load.figures import Figures, Machine, Memory, memory_told, table
from tests.load.office import Office
from tests.load.person import Person, sign_in

PASSWORD = "ba con meo xanh"
_AT_ONCE = 10


async def measure(options: argparse.Namespace, folder: Path) -> dict:
    """Make the store with its accounts, start the app, let the users loose, and tell."""
    store = make_store(options.store, folder / "store")
    names = add_accounts(store, options.users)
    office = Office(store, folder, processes=options.processes)
    try:
        office.start()
        report = {"settings": {k: str(v) for k, v in vars(options).items()}}
        report |= await work(office, names, options)
        if options.sessions:
            report |= await open_and_close(office, names, options)
    finally:
        office.stop()
    return report | {"table": table(report)}


def make_store(given: Path | None, to: Path) -> Path:
    """A store that may be changed."""
    if given is not None:
        shutil.copytree(given, to)
        return to
    from layers.demo.store import build_store

    build_store(str(to), cities=("48", "92"))
    return to


def add_accounts(store: Path, count: int) -> list[str]:
    """An account for each user; viewers but for every fifth, who is an editor."""
    book = AccountBook(open_store(str(store)))
    names = [f"tai-{number:03}" for number in range(1, count + 1)]
    for number, name in enumerate(names):
        role = Role.EDITOR if number % 5 == 4 else Role.VIEWER
        book.add(name, f"Người {number + 1}", role, f"{PASSWORD} {name}", by="local")
    return names


async def work(office: Office, names: list[str], options: argparse.Namespace) -> dict:
    """All users at once, each with an account of their own."""
    figures, memory, machine = Figures(), Memory(office.pids), Machine(office.pids)
    watch = asyncio.create_task(memory.watch(max(0.5, options.seconds / 60)))
    end = time.monotonic() + options.seconds
    spread = min(options.spread, options.seconds / 4)

    async def come(number: int, name: str) -> None:
        await asyncio.sleep(spread * number / len(names))
        chance = random.Random(number)
        person = Person(
            office.url, name, f"{PASSWORD} {name}", figures, options.every, chance, options.rounds
        )
        await person.live(end)

    await asyncio.gather(*(come(number, name) for number, name in enumerate(names)))
    watch.cancel()
    memory.look()
    told = {"users": figures.to_json(), "memory_users": memory_told(memory.seen)}
    return told | {"machine": machine.to_json()}


async def open_and_close(office: Office, names: list[str], options: argparse.Namespace) -> dict:
    """Pages that are opened, stand, and are closed; then a rest, after which memory should be back."""
    memory, figures = Memory(office.pids), Figures()
    memory.look()
    cookies = []
    async with httpx2.AsyncClient(base_url=office.url, timeout=PATIENCE_S) as http:
        for name in names[:_AT_ONCE]:
            http.cookies.clear()
            cookies.append(await sign_in(http, name, f"{PASSWORD} {name}"))
    watch = asyncio.create_task(memory.watch(2))
    left = iter(range(options.sessions))

    async def visit(cookie: str) -> None:
        for _ in left:
            with figures.errors_of("open and close"):
                begun = time.perf_counter()
                page = await Page.open(office.url, cookie)
                figures.took("rerun", "open", time.perf_counter() - begun)
                await page.close()

    await asyncio.gather(*(visit(cookie) for cookie in cookies))
    opened = memory.look()
    await asyncio.sleep(options.rest)
    watch.cancel()
    memory.look()
    told = memory_told(memory.seen)
    told["told"] |= {"all_closed": opened, "sessions": options.sessions}
    return {"sessions": figures.to_json(), "memory_sessions": told}
