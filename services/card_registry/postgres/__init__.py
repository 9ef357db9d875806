"""The stores of production, in PostgreSQL."""

from card_registry.postgres.cards import PostgresCardStore
from card_registry.postgres.presentations import PostgresPresentationStore
from card_registry.postgres.relations import PostgresRelationStore

__all__ = ["PostgresRegistryStore"]


class PostgresRegistryStore(PostgresCardStore, PostgresPresentationStore, PostgresRelationStore):
    """Everything the registry keeps of cards; the pool sees this service's schema."""
