"""Many questions in one request: points, polygons, codes and names."""
