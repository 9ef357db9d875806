"""Follows who may practise and which cards may be used, for the life of a process."""

from typing import TypeVar

from card_protocol.keys import KeyRing
from chassis.card_watch import CardWatch
from chassis.directory import DirectoryFollower, FollowedDirectory, Listings, NoDirectory
from chassis.presence_settings import DirectorySettings
from chassis.process import Process
from chassis.settings import KafkaSettings, ServiceSettings

S = TypeVar("S", bound=ServiceSettings)


async def follow_directory(process: Process[S]) -> Listings:
    """The directory of the settings, read before the process is ready and again every minute."""
    settings = process.settings
    if not isinstance(settings, DirectorySettings):
        raise TypeError(f"{type(settings).__name__} must also inherit DirectorySettings")
    if settings.directory_url is None or settings.directory_keys is None:
        return NoDirectory()
    directory = FollowedDirectory(KeyRing.load(settings.directory_keys), process.clock)
    follower = DirectoryFollower(directory, settings.directory_url, every_s=settings.directory_refresh_s)
    await follower.refresh()
    process.readiness.add("directory", directory.ping)
    process.background(follower.run(), "directory")
    return directory


def follow_cards(process: Process[S]) -> CardWatch:
    """The life of every card, from vitale.card.v1; the process is ready once it has caught up."""
    settings = process.settings
    if not isinstance(settings, KafkaSettings):
        raise TypeError(f"{type(settings).__name__} must also inherit KafkaSettings")
    watch = CardWatch(settings.bootstrap)
    process.readiness.add("cards", watch.ping)
    process.background(watch.run(), "card-watch")
    return watch
