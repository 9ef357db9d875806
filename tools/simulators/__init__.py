"""Simulators of the outside world: people, schemes and practices. They use only the public doors of the system."""
