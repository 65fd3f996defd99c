"""Pictures of images: tiles of any date, mosaics, indices, one picture of a place."""
