"""The topics as an AsyncAPI 3.1 document, rendered from contracts.topics, and the parser of AsyncAPI that judges it."""
