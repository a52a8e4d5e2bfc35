"""A made-up network, as arrays: numbers in, numbers out; no Django, no clock, no database."""
