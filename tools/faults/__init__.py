"""Fault injection on the real house: kills, freezes, outages under traffic, their evidence, and the checker's proof."""
