-- Rows of a table of evidence that are neither in the chain nor noted to come into it.
-- Parameters: kind. {table}, {condition}: put in by verify.py, from KINDS. Output: id, in order.
-- Indexes relied on: the key of the table, evidence_entry_subject.
SELECT kept.id
FROM {table} AS kept
LEFT JOIN evidence_entry AS entry ON entry.kind = :kind AND entry.subject = kept.id
LEFT JOIN evidence_pending AS noted ON noted.kind = :kind AND noted.subject = kept.id
WHERE entry.seq IS NULL AND noted.id IS NULL AND {condition}
ORDER BY kept.id
