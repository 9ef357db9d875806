"""Tests of the format of B2."""
