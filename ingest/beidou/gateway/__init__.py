"""The gateway: devices connect, and are answered when what they sent is durable."""
