"""The local platform: real Kafka, real PostgreSQL and every process of the house, on loopback."""
