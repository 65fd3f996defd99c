"""BeiDou short messages (短报文): sentences to envelopes, contents through plug-ins; no I/O."""
