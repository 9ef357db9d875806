"""The checker: a separate program that proves from topics and database that no claim is lost, doubled or a cent off."""
