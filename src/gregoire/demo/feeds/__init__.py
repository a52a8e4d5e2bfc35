"""The feeds of a made-up year: what the schooling systems of the demo network would export."""
