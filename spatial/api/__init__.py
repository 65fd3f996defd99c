"""The query API: one thin router per area, errors to statuses, declared routes."""
