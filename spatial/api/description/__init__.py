"""The OpenAPI document: made true of what is served, told in 3.1 and in 3.0, whole and by part."""
