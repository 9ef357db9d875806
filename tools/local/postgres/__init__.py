"""PostgreSQL on loopback: the machine's own binaries, else those of the wheel."""
