"""Writes services/contracts/asyncapi.json from the topics, then has the parser of AsyncAPI read it.

`python -m tools.asyncapi` writes; `--check` writes nothing. Returns 1 when the document is stale or the parser objects.
"""

import sys

from tools.asyncapi import document, parser


def main(arguments: list[str]) -> int:
    """Write or check; the parser's objections go to the error output."""
    rendered = document.text()
    if "--check" not in arguments:
        document.PLACE.write_text(rendered, encoding="utf-8")
    elif document.PLACE.read_text(encoding="utf-8") != rendered:
        print("the committed document is stale: python -m tools.asyncapi", file=sys.stderr)
        return 1
    try:
        found = parser.read(document.PLACE)
    except parser.ParserError as error:
        print(f"not judged: {error}", file=sys.stderr)
        return 1
    for objection in found.objections:
        print(objection, file=sys.stderr)
    print(
        f"AsyncAPI {found.version}: {found.channels} channels, {found.messages} messages, {found.operations} operations"
    )
    return 1 if found.objections else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
