"""Settings of the stand-ins' process, from VITALE_STAND_INS_*; it listens on loopback and nowhere else."""

from pathlib import Path
from typing import Self

from pydantic import model_validator
from pydantic_settings import SettingsConfigDict

from chassis.settings import HttpSettings
from tools.simulators.stand_ins.oidc import LOOPBACK


class StandInsSettings(HttpSettings):
    """`keys` is the folder of key material, `people` the file of identities, `video_hook` where reports go."""

    model_config = SettingsConfigDict(env_prefix="VITALE_STAND_INS_")

    keys: Path
    people: Path
    video_hook: str

    @model_validator(mode="after")
    def _only_demo(self) -> Self:
        if self.is_production:
            raise ValueError("ENVIRONMENT: stand-ins are for demonstrations and tests")
        if self.http_listen.rpartition(":")[0].strip("[]") not in LOOPBACK:
            raise ValueError("HTTP_LISTEN: stand-ins listen on loopback only")
        return self
