"""Who may open the material: everybody of the house with a part in the procedure."""

from trato.ledger.actors import Actor


def may_read(actor: Actor, stream: str) -> bool:
    """Tell whether the actor may open the material of the stream "document/pitch-<pk>"."""
    return actor.kind in {"user", "system"} and bool(set(actor.roles) - {"ADMIN"})
