"""Acquisition of rights: what a professional is told of the person behind a context, with a signed proof of it."""
