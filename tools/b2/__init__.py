"""B2 files at the command line: read, check, send, write, and read the acknowledgement of a lot."""
