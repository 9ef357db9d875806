"""Tests of the B2 command."""
