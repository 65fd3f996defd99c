-- Moves the temporary table staged_frame into the frames; what is there already stays.
-- No parameters. Index relied on: the key of frame.
INSERT INTO frame SELECT * FROM pg_temp.staged_frame ON CONFLICT DO NOTHING
