"""A service with two migrations and an outbox, for tests of migrations, relay and process."""
