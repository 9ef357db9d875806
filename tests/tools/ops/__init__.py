"""Tests of the operators' desk on the command line."""
