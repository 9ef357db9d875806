"""Owns the error of a table that cannot be proved: which file, which line, which key, what to do."""


class TablesError(Exception):
    """A table is wrong at `file`:`line`, under `key`."""

    def __init__(self, file: str, line: int, key: str, problem: str) -> None:
        super().__init__(f"{file}:{line}: {key}: {problem}")
        self.file = file
        self.line = line
        self.key = key
        self.problem = problem
