"""What `make fuzz` runs: the readers of frames and sentences over mutated real ones."""
