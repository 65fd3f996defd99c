-- The entries of the chain of what a report stands on, each with the link before it.
-- Parameters: kinds (text[]), subjects (bigint[], as many).
-- Columns: seq, at, algorithm, kind, subject, digest, link, before (link of seq - 1, 32 zero bytes
--   at the beginning of the chain).
-- Indexes: evidence_entry_subject, the key of evidence_entry.
SELECT entry.seq, entry.at, entry.algorithm, entry.kind, entry.subject, entry.digest, entry.link,
    coalesce(previous.link, decode(repeat('00', 32), 'hex')) AS before
FROM unnest(CAST(:kinds AS text[]), CAST(:subjects AS bigint[])) AS asked (kind, subject)
JOIN evidence_entry AS entry USING (kind, subject)
LEFT JOIN evidence_entry AS previous ON previous.seq = entry.seq - 1
ORDER BY entry.seq
