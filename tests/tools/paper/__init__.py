"""Tests of the desk for paper claims."""
