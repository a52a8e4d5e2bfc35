"""Grégoire, the open digital campus of a lifelong-learning network."""
