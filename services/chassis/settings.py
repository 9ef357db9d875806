"""Settings every process shares: frozen, read from the environment once, all errors told at once."""

import os
import sys
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

from pydantic import Field, SecretStr, StringConstraints, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.issuers import load_issuers

EXIT_CONFIG = 78  # EX_CONFIG of sysexits.h: restarting will not help

Listen = Annotated[str, StringConstraints(pattern=r"^[^\s:]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$")]


class TlsSettings(BaseSettings):
    """Files of a mutual TLS identity: own certificate chain and key, and the authority peers must come from (PEM)."""

    model_config = SettingsConfigDict(frozen=True)

    certificate: Path
    key: Path
    authority: Path


class ServiceSettings(BaseSettings):
    """What every process has. A subclass adds mixins and env_prefix="VITALE_<SERVICE>_"."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_nested_delimiter="__", hide_input_in_errors=True)

    environment: Literal["production", "demo", "test"]
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    otlp_endpoint: str | None = None
    trace_ratio: float = Field(default=0.01, ge=0, le=1)
    metrics_every_s: float = Field(default=10.0, gt=0)
    health_listen: Listen | None = None
    stop_grace_s: float = Field(default=20.0, ge=0, le=600)
    failpoints: Path | None = None
    tls: TlsSettings | None = None

    @property
    def is_production(self) -> bool:
        """Tell whether demo conveniences must be refused."""
        return self.environment == "production"

    @model_validator(mode="after")
    def _refuse_failpoints(self) -> Self:
        if self.is_production and self.failpoints is not None:
            raise ValueError("FAILPOINTS: refused in production: unset it")
        return self


class GrpcSettings(ServiceSettings):
    """A process that serves gRPC."""

    grpc_listen: Listen
    grpc_max_message_bytes: int = Field(default=64 * 1024, ge=1024, le=4 * 1024 * 1024)
    grpc_max_concurrent: int = Field(default=200, ge=1)
    grpc_max_call_s: float = Field(default=30.0, gt=0)
    share_proofs: bool = True
    """False only where one process is all there is of the service: then its own memory knows every proof."""


class HttpSettings(ServiceSettings):
    """A process that serves HTTP to the public."""

    http_listen: Listen


class TokenSettings(ServiceSettings):
    """A process that verifies tokens."""

    token_issuers: Path
    token_audience: str = "vitale"  # noqa: S105 - whom tokens are for, not a secret

    @model_validator(mode="after")
    def _check_issuers(self) -> Self:
        try:
            issuers = load_issuers(self.token_issuers)
        except ValidationError as error:
            raise ValueError(f"TOKEN_ISSUERS: {error.error_count()} errors: {_places(error)}") from None
        except ValueError as error:
            raise ValueError(f"TOKEN_ISSUERS: {error}") from None
        if self.is_production and any(issuer.is_demo for issuer in issuers):
            raise ValueError("TOKEN_ISSUERS: the demo issuer is refused in production: remove it from the file")
        return self


class ServiceKeySettings(ServiceSettings):
    """A process that calls peers in its own name, with short tokens it signs itself."""

    service_key: Path


class KafkaSettings(ServiceSettings):
    """A process that talks to the broker."""

    bootstrap: str


class PostgresSettings(ServiceSettings):
    """A process that has a database; the role is the run-time one, migrations use another."""

    dsn: SecretStr
    pool_min: int = Field(default=1, ge=0)
    pool_max: int = Field(default=10, ge=1)


class MigrationSettings(BaseSettings):
    """What `python -m <service> migrate` reads, and nothing else."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    environment: Literal["production", "demo", "test"] = "production"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    migration_dsn: SecretStr


S = TypeVar("S", bound=BaseSettings)


def load(cls: type[S], *, prefix: str | None = None) -> S:
    """Read the environment, or list every error at once on stderr and exit with 78.

    `prefix` replaces the env_prefix of the class, for settings that several services share.
    """
    used = cls.model_config.get("env_prefix", "") if prefix is None else prefix
    try:
        return cls(_env_prefix=used)
    except ValidationError as error:
        sys.stderr.write(describe(error, cls, used))
        raise SystemExit(EXIT_CONFIG) from None


def describe(error: ValidationError, cls: type[BaseSettings], prefix: str) -> str:
    """List the errors of settings by the name of their variable; values are never shown, they may be secrets."""
    lines = [f"{cls.__name__}: {error.error_count()} setting(s) to correct"]
    for found in error.errors(include_input=False, include_url=False):
        name = prefix + "__".join(str(part).upper() for part in found["loc"]) if found["loc"] else prefix
        lines.append(f"  {name}: {found['msg'].removeprefix('Value error, ')}")
    unknown = sorted(set(_unknown(cls, prefix)))
    if unknown:
        lines.append(f"  set but not known here: {', '.join(unknown)}")
    return "\n".join(lines) + "\n"


def _unknown(cls: type[BaseSettings], prefix: str) -> list[str]:
    known = {(prefix + field).upper() for field in cls.model_fields}
    return [name for name in os.environ if prefix and name.startswith(prefix) and name.split("__")[0] not in known]


def _places(error: ValidationError) -> str:
    return "; ".join(f"{'.'.join(map(str, found['loc']))}: {found['msg']}" for found in error.errors())
