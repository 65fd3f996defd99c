"""Image files into the catalogue: names, footprints, checks, and the `images` loader."""
