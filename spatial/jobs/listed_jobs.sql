-- Jobs of open grades, the newest first: for the list that everybody may see.
-- :processes text[], :statuses text[] (all where NULL); :first, :last timestamptz: created in
-- [first, last]; :shortest, :longest double precision: seconds that it ran (up to now where it
-- runs); :before_at timestamptz, :before_id uuid: those after that one in the order; :most integer.
-- Output: the columns of job that `job_from` reads. Walks the index job_newest.
SELECT
    id, process, wishes, grade, status, progress, message, failure, answer, attempts, created_at,
    started_at, updated_at, finished_at, expires_at
FROM job
WHERE grade IN ('open', 'internal')
    AND (CAST(:processes AS text[]) IS NULL OR process = ANY(:processes))
    AND (CAST(:statuses AS text[]) IS NULL OR status = ANY(:statuses))
    AND created_at >= coalesce(CAST(:first AS timestamptz), '-infinity')
    AND created_at <= coalesce(CAST(:last AS timestamptz), 'infinity')
    AND (
        CAST(:shortest AS double precision) IS NULL
        OR extract(epoch FROM coalesce(finished_at, now()) - started_at) >= :shortest
    )
    AND (
        CAST(:longest AS double precision) IS NULL
        OR extract(epoch FROM coalesce(finished_at, now()) - started_at) <= :longest
    )
    AND (created_at, id) < (
        coalesce(CAST(:before_at AS timestamptz), 'infinity'),
        coalesce(CAST(:before_id AS uuid), 'ffffffff-ffff-ffff-ffff-ffffffffffff')
    )
ORDER BY created_at DESC, id DESC
LIMIT :most
