"""Settings of long questions and of those who answer them."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class JobSettings(BaseSettings):
    """Long questions (OGC API - Processes): who answers them, how long, and what is kept."""

    model_config = SettingsConfigDict(env_prefix="SHIKONG_JOBS_")

    with_server: bool = Field(
        default=True,
        description="Whether `shikong run` and `shikong serve` start a worker beside them; "
        "False where workers of their own (`shikong work`) answer.",
    )
    concurrency: int = Field(
        default=2,
        ge=1,
        le=64,
        description="Questions that one worker answers at the same time, each in a process of its "
        "own, which ends when it is idle.",
    )
    sync_seconds: int = Field(
        default=30,
        ge=1,
        le=3_600,
        description="So long a request waits for its answer; the job goes on after it.",
    )
    most_waiting: int = Field(
        default=200, ge=1, description="Questions that wait at most; one more is refused (503)."
    )
    most_minutes: int = Field(
        default=120, ge=1, description="A question that takes longer is ended as failed."
    )
    attempts: int = Field(
        default=3,
        ge=1,
        le=20,
        description="So often a question is begun at most, where workers die while they answer it.",
    )
    results_hours: int = Field(
        default=72, ge=1, description="So long results are kept; asked for later they are gone."
    )
    kept_days: int = Field(
        default=30, ge=1, description="So long it is known that there was a job, and how it ended."
    )
    heartbeat_s: float = Field(
        default=5.0, gt=0, description="Seconds between two signs of life of a worker."
    )
    stalled_s: float = Field(
        default=20.0,
        gt=0,
        description="Without a sign of life for so long a worker is dead: others take its jobs.",
    )
    idle_s: float = Field(
        default=300.0, gt=0, description="A process that had nothing to answer for so long ends."
    )
    farewell_s: float = Field(
        default=5.0,
        ge=0,
        description="So long a worker that is told to stop goes on; what is not done then is "
        "begun again by the next one.",
    )
