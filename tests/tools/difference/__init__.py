"""Tests of the difference report."""
