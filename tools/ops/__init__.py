"""The operators' desk on the command line: every figure and decision goes through the running OperationsService."""
