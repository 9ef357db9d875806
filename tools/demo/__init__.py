"""The demo: a synthetic family's day of care, played through the public doors and watched on the live stream."""
