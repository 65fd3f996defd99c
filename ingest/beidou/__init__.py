"""Positions of BeiDou devices: files, JT/T 808 frames and the writing route, to stored fixes."""
