"""The vault: the only place that maps civil identifiers to random subjects, homes and partitions."""
