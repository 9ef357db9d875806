"""Attestation of devices: what a chain must prove, on chains of our own and on published ones."""
