"""Rights: who somebody is, what they may do with a layer, and which of its fields they may see."""

from layers.access.administering import require_administrator
from layers.access.rights import (
    Action,
    can,
    can_administer,
    can_draw,
    can_keep_views,
    can_upload,
    grants_for,
    needs_second,
    require,
)
from layers.access.tiers import OPEN, PERSONAL, SENSITIVE, TIERS, hidden_fields
from layers.access.user import LOCAL_USER, Grant, Role, User

__all__ = [
    "LOCAL_USER",
    "OPEN",
    "PERSONAL",
    "SENSITIVE",
    "TIERS",
    "Action",
    "Grant",
    "Role",
    "User",
    "can",
    "can_administer",
    "can_draw",
    "can_keep_views",
    "can_upload",
    "grants_for",
    "hidden_fields",
    "needs_second",
    "require",
    "require_administrator",
]
