"""NMEA 0183 up to 4.11, and the BeiDou talkers of Chinese receivers: pure decoding, no I/O."""
