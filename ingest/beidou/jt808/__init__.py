"""JT/T 808 (terminal to platform), editions 2011, 2013 and 2019: pure decoding, no I/O."""
