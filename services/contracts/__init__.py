"""The wire, named once: topics, envelope, and the translation between messages and domain values."""
