"""Settings of the HTTP front, from VITALE_EXPENSES_*."""

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator
from pydantic_settings import SettingsConfigDict

from chassis.settings import HttpSettings, ServiceKeySettings


class ExpensesSettings(HttpSettings, ServiceKeySettings):
    """`demo_people` and `demo_issuer_key` open the demo's sign-in; production refuses them."""

    model_config = SettingsConfigDict(env_prefix="VITALE_EXPENSES_")

    receipts_target: str
    # The card's services; the pages of one that is not named say that it is away.
    card_registry_target: str | None = None
    adri_target: str | None = None
    teletransmission_target: str | None = None
    audit_target: str | None = None
    operations_target: str | None = None
    # How professionals sign in, and the public keys with which their page proves a QR without network.
    pro_sante_connect: Path | None = None
    presence_keys: Path | None = None
    call_timeout_s: float = Field(default=5.0, gt=0)
    heartbeat_s: float = Field(default=15.0, gt=0)
    stream_s: float = Field(default=600.0, gt=0)
    demo_people: Path | None = None
    demo_issuer_key: Path | None = None

    @model_validator(mode="after")
    def _refuse_demo(self) -> Self:
        given = self.demo_people is not None or self.demo_issuer_key is not None
        if given and self.environment != "demo":
            raise ValueError("DEMO_PEOPLE, DEMO_ISSUER_KEY: only a demo signs people in by name: unset them")
        if (self.demo_people is None) != (self.demo_issuer_key is None):
            raise ValueError("DEMO_PEOPLE, DEMO_ISSUER_KEY: set both or neither")
        return self
