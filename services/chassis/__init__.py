"""The process wiring every service shares: settings, logs, errors, tokens, servers, stores, the broker, telemetry."""
