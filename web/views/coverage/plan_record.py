"""The plan of a visitor: in the record of choices, with what was taken back."""

from layers.whatif.plan import Change, Plan
from web.views.coverage import state


def plan() -> Plan:
    """The plan in the record, with what was taken back."""
    own, undone = Plan.from_json(state.get("plan")), Plan.from_json(state.get("undone"))
    return Plan(own.changes, undone.changes)


def keep(changed: Plan) -> None:
    """Write a plan into the record."""
    state.put("plan", changed.to_json())
    state.put("undone", Plan(changed.undone).to_json())


def change(kind: str, key: str, lon: float | None = None, lat: float | None = None, **more) -> None:
    """One change more."""
    keep(plan().with_change(Change(kind, key, lon, lat, **more)))


def undo() -> None:
    keep(plan().undo())


def redo() -> None:
    keep(plan().redo())


def clear() -> None:
    keep(Plan())
    state.focus(None)


def drop(key: str) -> None:
    """Take every change of a site out of the plan."""
    keep(Plan(tuple(each for each in plan() if each.key != key)))
    state.focus(None)
