"""Tests of rights intake."""
