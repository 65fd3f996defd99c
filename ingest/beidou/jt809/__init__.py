"""JT/T 809 (platform to platform), editions 2011 and 2019: pure decoding and encoding, no I/O."""
