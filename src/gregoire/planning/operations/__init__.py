"""What is done to the planning."""
