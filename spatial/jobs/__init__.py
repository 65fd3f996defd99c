"""Long questions: a queue in PostgreSQL, workers that answer, results that are kept for a time.

A process is declared (`process.py`) and answers a question that somebody asks as a job (`job.py`).
The store is the one truth of jobs; procrastinate's tables only say who works on which.
"""
