"""Tests of services/adri/acquisition."""
