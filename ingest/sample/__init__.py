"""The fictional sample: a generator of a prefecture that nobody can take for a real one."""
