-- What the register says of senders.
-- Parameters: protocols, identifiers (arrays of one length).
-- Index relied on: the key of device_identity.
SELECT protocol, identifier, device_id, device_class, status, key_version, key_sha256, terminal
FROM unnest(CAST(:protocols AS text[]), CAST(:identifiers AS text[]))
    AS sender (protocol, identifier)
JOIN device_identity USING (protocol, identifier)
JOIN device ON device.id = device_id
