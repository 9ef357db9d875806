"""The only writer of the access chain; answers who looked."""
