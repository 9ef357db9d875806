"""Tests of claim intake."""
