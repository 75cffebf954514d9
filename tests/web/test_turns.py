"""Taking turns: few at once, in the order they came, and nobody waits for one who takes long."""

import threading
import time

import pytest

from web.turns import Turns

PATIENCE_S = 20


class Party:
    """Threads that take a turn each, and hold it until they are told to go."""

    def __init__(self, turns: Turns):
        self._turns, self._threads = turns, []
        self.inside: list[str] = []
        self._go: dict[str, threading.Event] = {}

    def come(self, name: str) -> None:
        self._go[name] = threading.Event()
        self._threads.append(threading.Thread(target=self._hold, args=(name,)))
        self._threads[-1].start()

    def _hold(self, name: str) -> None:
        with self._turns.taken():
            self.inside.append(name)
            self._go[name].wait(PATIENCE_S)
        self.inside.remove(name)

    def leave(self, name: str) -> None:
        self._go[name].set()

    def wait_until(self, *inside: str) -> None:
        end = time.monotonic() + PATIENCE_S
        while sorted(self.inside) != sorted(inside) and time.monotonic() < end:
            time.sleep(0.005)
        assert sorted(self.inside) == sorted(inside)

    def end(self) -> None:
        for event in self._go.values():
            event.set()
        for thread in self._threads:
            thread.join(PATIENCE_S)


@pytest.fixture
def party(request):
    made = Party(Turns(2, long_s=getattr(request, "param", 1000.0)))
    yield made
    made.end()


def test_so_many_at_once_and_the_others_wait(party):
    for name in "abcd":
        party.come(name)
        time.sleep(0.05)
    party.wait_until("a", "b")
    time.sleep(0.1)
    assert sorted(party.inside) == ["a", "b"]
    party.leave("a")
    party.wait_until("b", "c")
    party.leave("b")
    party.leave("c")
    party.wait_until("d")


@pytest.mark.parametrize("party", [0.2], indirect=True)
def test_nobody_waits_for_those_who_take_long(party):
    for name in "abc":
        party.come(name)
    party.wait_until("a", "b", "c")


@pytest.mark.parametrize("party", [0.2], indirect=True)
def test_one_who_takes_long_takes_no_room_and_leaves_none_too_much(party):
    turns = party._turns
    party.come("long")
    party.wait_until("long")
    time.sleep(0.3)
    party.come("a")
    party.come("b")
    party.wait_until("long", "a", "b")
    party.leave("long")
    party.wait_until("a", "b")
    assert len(turns._begun) == 2


def test_a_fault_inside_gives_the_turn_back():
    turns = Turns(1)
    with pytest.raises(ValueError, match="in between"), turns.taken():
        raise ValueError("in between")
    with turns.taken():
        pass
    assert turns._begun == {}
