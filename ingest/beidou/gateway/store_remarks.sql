-- Keeps remarks and counts them. A remark that was kept before is counted again when it came later
-- than all before: one that comes out of a spool a second time is the same receipt.
-- Parameters, arrays of one length: protocols, identifiers, digests, places, dispositions, reasons,
-- peers, times (when it came), payloads; each key once.
WITH kept AS (
    INSERT INTO message_remark AS remark (
        protocol, identifier, digest, place, disposition, reason, peer, first_at, last_at, payload
    )
    SELECT protocol, identifier, digest, place, disposition, reason, peer, at, at, payload
    FROM unnest(
        CAST(:protocols AS text[]), CAST(:identifiers AS text[]), CAST(:digests AS bytea[]),
        CAST(:places AS integer[]), CAST(:dispositions AS text[]), CAST(:reasons AS text[]),
        CAST(:peers AS text[]), CAST(:times AS timestamptz[]), CAST(:payloads AS bytea[])
    ) AS told (protocol, identifier, digest, place, disposition, reason, peer, at, payload)
    ON CONFLICT (protocol, identifier, digest, place, disposition) DO UPDATE
        SET times = remark.times + 1, last_at = excluded.last_at
        WHERE excluded.last_at > remark.last_at
    RETURNING protocol, identifier, disposition, reason, last_at
)
INSERT INTO message_remark_count AS counted (
    protocol, identifier, disposition, reason, times, last_at
)
SELECT protocol, identifier, disposition, reason, count(*), max(last_at)
FROM kept
GROUP BY protocol, identifier, disposition, reason
ORDER BY protocol, identifier, disposition, reason
ON CONFLICT (protocol, identifier, disposition, reason) DO UPDATE
    SET times = counted.times + excluded.times,
        last_at = greatest(counted.last_at, excluded.last_at)
