"""How long it takes from the camera to the rights, over many scans of fresh QRs."""
