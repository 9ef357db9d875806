"""Settings of the receipts worker, from VITALE_RECEIPTS_WORKER_*."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from chassis.settings import KafkaSettings, PostgresSettings


class WorkerSettings(KafkaSettings, PostgresSettings):
    """`instance` is the static group member (pod name): a restart takes its partitions back at once."""

    model_config = SettingsConfigDict(env_prefix="VITALE_RECEIPTS_WORKER_")

    instance: str | None = None
    generation: int | None = Field(default=None, ge=1)
    """Unset = the live one of the database, read at every start: a switch ends the process so that it follows."""
    group: str = "receipts"
    waiting_deadline_s: float = Field(default=600.0, gt=0)
    """A claim that waited this long for rights is settled on those at hand."""
