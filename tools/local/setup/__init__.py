"""From a bare machine to a working tree; standard library only, since nothing is installed yet."""
