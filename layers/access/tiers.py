"""Which fields of a layer somebody may see: a field is open, sensitive (for staff) or personal."""

from layers.access.rights import grants_for
from layers.access.user import Role, User
from layers.spec import FIELD_TIERS, LayerSpec

OPEN, SENSITIVE, PERSONAL = TIERS = FIELD_TIERS
_LEAST = {OPEN: Role.VIEWER, SENSITIVE: Role.EDITOR, PERSONAL: Role.PUBLISHER}


def hidden_fields(user: User | None, layer: LayerSpec) -> frozenset[str]:
    """The names of the fields of `layer` that `user` may not see, at any door."""
    return frozenset(f.name for f in layer.fields if not _may_see(user, layer, f.tier))


def _may_see(user: User | None, layer: LayerSpec, tier: str) -> bool:
    if user is None:
        return False
    if user.is_at_least(_LEAST[tier]):
        return True
    grants = grants_for(user, layer)
    return any(grant.personal or tier == SENSITIVE for grant in grants)
