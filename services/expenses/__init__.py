"""The HTTP front of the mobile app and the reference page: lists, live stream, reasons. No Kafka, no database."""
