"""Access by number to the rights of a person who was never presented: rare, counted, seen by the person."""
