"""What is read of the planning, already restricted to whoever asks."""
