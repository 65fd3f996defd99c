"""Statistics of pixels inside areas: exact shares of pixels, read once for many areas."""
