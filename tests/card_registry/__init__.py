"""Tests of the card registry."""
