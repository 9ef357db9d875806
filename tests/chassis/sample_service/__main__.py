"""The sample's entry: an echo service behind the shared wiring, and a background task that can be told to fail."""

import asyncio

from pydantic_settings import SettingsConfigDict

from chassis import service
from chassis.settings import GrpcSettings, TokenSettings
from tests.fakes.echo_service import ECHO, EchoService, add_echo


class SampleSettings(GrpcSettings, TokenSettings):
    """Settings of the sample."""

    model_config = SettingsConfigDict(env_prefix="VITALE_SAMPLE_")

    fail: bool = False


async def work(*, fail: bool) -> None:
    """Run for ever, or raise."""
    if fail:
        raise KeyError("199127512345678")
    await asyncio.Event().wait()


async def build(process: service.Process[SampleSettings]) -> None:
    """Serve the echo."""
    process.serve(EchoService(), add_echo, ECHO)
    process.background(work(fail=process.settings.fail), "work")


if __name__ == "__main__":
    service.run("sample", SampleSettings, build, package="tests.chassis.sample_service")
