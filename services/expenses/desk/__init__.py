"""The operators' desk over HTTP: video decisions, roll-out, second arrivals."""
