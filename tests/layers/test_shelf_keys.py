"""What two places keep under one name on a shelf, one of them would get from the other."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from layers.settings import ROOT


def _keys_in(function: ast.FunctionDef) -> Iterator[ast.expr]:
    """What is given to ``once`` in a function: in its place, or under the name it was put in before."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    asked = [call.args[0] for call in calls if getattr(call.func, "attr", "") == "once"]
    named = {one.id for one in asked if isinstance(one, ast.Name)}
    yield from asked
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) in named:
            yield node.value


def _first_words(path: Path) -> set[str]:
    """The words the keys of a module begin with."""
    tree = ast.parse(path.read_text("utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    keys = [key for function in functions for key in _keys_in(function)]
    firsts = [key.values[0] if isinstance(key, ast.JoinedStr) else key for key in keys]
    return {first.value for first in firsts if isinstance(first, ast.Constant)}


def test_no_two_modules_keep_their_answers_under_the_same_name():
    kept = defaultdict(list)
    for room in ("layers", "web"):
        for path in (ROOT / room).rglob("*.py"):
            for word in _first_words(path):
                kept[word].append(str(path.relative_to(ROOT)))
    assert len(kept) > 60
    assert {word: paths for word, paths in kept.items() if len(paths) > 1} == {}
