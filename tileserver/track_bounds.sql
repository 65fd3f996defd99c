-- The box of the tracks of work devices within a span.
-- Parameters: starts, ends (timestamptz, half open).
-- Columns: west, south, east, north (degrees, CGCS2000), all null where there is no track.
-- Whole pieces, not cut at the span's ends. Index relied on: track_piece_where_when (during).
SELECT ST_XMin(box) AS west, ST_YMin(box) AS south, ST_XMax(box) AS east, ST_YMax(box) AS north
FROM (
    SELECT ST_Transform(ST_SetSRID(ST_Extent(geom_low)::geometry, 3857), 4490) AS box
    FROM work_track_piece
    WHERE during && tstzrange(:starts, :ends, '[)')
) AS extent
