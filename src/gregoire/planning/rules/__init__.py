"""When and where people learn, as values: no clock, no database, no Django."""
