"""The broker in one place: records, publishers, topics, tails."""

from chassis.kafka_publisher import KafkaPublisher
from chassis.kafka_tail import EARLIEST, LATEST, Tail
from chassis.kafka_topics import TopicLike, check_topics, ensure_topics
from chassis.memory_publisher import MemoryPublisher
from chassis.records import Headers, InRecord, OutRecord, Publisher

__all__ = [
    "EARLIEST",
    "LATEST",
    "Headers",
    "InRecord",
    "KafkaPublisher",
    "MemoryPublisher",
    "OutRecord",
    "Publisher",
    "Tail",
    "TopicLike",
    "check_topics",
    "ensure_topics",
]
