"""Apache Kafka on loopback without a container engine: its published jars, one KRaft node."""
