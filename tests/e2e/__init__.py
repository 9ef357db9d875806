"""The whole system as people meet it: every process, a real browser, a real video."""
