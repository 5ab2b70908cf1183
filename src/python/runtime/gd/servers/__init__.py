"""Drivers of the simulated servers: what runs inside the Python of their worker processes."""
