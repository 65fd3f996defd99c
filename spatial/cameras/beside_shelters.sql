-- Whether a facility that shelters people stands, or stood at any time, beside each of some points.
-- Parameters: lons, lats (float8[], degrees, EPSG:4490), lines (text[], business lines), near_m.
-- Output: beside (boolean), in the order of the points.
-- Index: record_geom, by the box about each point.
SELECT EXISTS (
    SELECT FROM record AS r
    JOIN dataset AS d ON d.id = r.dataset_id
    WHERE r.holds = 'facilities' AND r.known_until = 'infinity' AND d.line = ANY(:lines)
      -- 1.2e-5 degrees of latitude are more than a metre.
      AND r.geom && ST_Expand(
          asked.point, :near_m * 1.2e-5 / greatest(cos(radians(ST_Y(asked.point))), 0.01))
      AND ST_DWithin(geography(r.geom), geography(asked.point), :near_m)
) AS beside
FROM (
    SELECT place, ST_SetSRID(ST_MakePoint(lon, lat), 4490) AS point
    FROM unnest(CAST(:lons AS float8[]), CAST(:lats AS float8[])) WITH ORDINALITY
        AS given (lon, lat, place)
) AS asked
ORDER BY asked.place
