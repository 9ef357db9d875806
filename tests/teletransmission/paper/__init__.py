"""Tests of paper claims."""
