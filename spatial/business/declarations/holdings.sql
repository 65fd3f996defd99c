-- How much a dataset holds by what is known now, of which days, and when it was learned last.
-- Parameters: dataset (text).
-- Output: facilities, cases, areas (numbers of records), figures (number of values), data_from,
--   data_until (first and last day, included; null where nothing is stored), known_at (timestamptz,
--   null where nothing was), expired (number of records that went), expired_before (date).
-- Index: record_key counts; record_day, record_opening, record_closing, observation_period,
--   record_known, record_corrected, observation_known and observation_corrected, an end each.
WITH mine AS MATERIALIZED (
    SELECT id FROM indicator WHERE dataset_id = :dataset
), counted AS MATERIALIZED (
    SELECT
        count(*) FILTER (WHERE r.holds = 'facilities') AS facilities,
        count(*) FILTER (WHERE r.holds = 'cases') AS cases,
        count(*) FILTER (WHERE r.holds = 'areas') AS areas
    FROM record AS r
    WHERE r.dataset_id = :dataset AND r.known_until = 'infinity'
), ends AS MATERIALIZED (
    SELECT
        (SELECT min(r.day) FROM record AS r
            WHERE r.dataset_id = :dataset AND r.holds = 'cases') AS first_case,
        (SELECT max(r.day) FROM record AS r
            WHERE r.dataset_id = :dataset AND r.holds = 'cases') AS last_case,
        (SELECT min(lower(r.valid)) FROM record AS r
            WHERE r.dataset_id = :dataset AND r.holds <> 'cases') AS first_opening,
        (SELECT max(lower(r.valid)) FROM record AS r
            WHERE r.dataset_id = :dataset AND r.holds <> 'cases') AS last_opening,
        (SELECT max(upper(r.valid)) FROM record AS r
            WHERE r.dataset_id = :dataset AND r.holds <> 'cases') AS last_closing
), series AS MATERIALIZED (
    SELECT
        coalesce(sum((
            SELECT count(*) FROM observation AS o
            WHERE o.indicator_id = mine.id AND o.known_until = 'infinity'
        )), 0)::bigint AS figures,
        min((SELECT min(o.starts) FROM observation AS o WHERE o.indicator_id = mine.id)) AS first,
        max((
            SELECT o.ends - 1 FROM observation AS o
            WHERE o.indicator_id = mine.id ORDER BY o.starts DESC LIMIT 1
        )) AS last,
        max((SELECT max(o.known_from) FROM observation AS o
            WHERE o.indicator_id = mine.id)) AS learned,
        max((SELECT max(o.known_until) FROM observation AS o
            WHERE o.indicator_id = mine.id AND o.known_until < 'infinity')) AS corrected
    FROM mine
)
SELECT
    counted.facilities, counted.cases, counted.areas, series.figures,
    least(ends.first_case, ends.first_opening, series.first) AS data_from,
    greatest(ends.last_case, ends.last_opening, ends.last_closing, series.last) AS data_until,
    greatest(
        series.learned, series.corrected,
        (SELECT max(r.known_from) FROM record AS r WHERE r.dataset_id = :dataset),
        (SELECT max(r.known_until) FROM record AS r
            WHERE r.dataset_id = :dataset AND r.known_until < 'infinity'),
        gone.at
    ) AS known_at,
    coalesce(gone.records, 0)::bigint AS expired,
    gone.before AS expired_before
FROM counted, ends, series, (
    SELECT sum(e.records) AS records, max(e.before) AS before, max(e.expired_at) AS at
    FROM record_expiry AS e WHERE e.dataset_id = :dataset
) AS gone
