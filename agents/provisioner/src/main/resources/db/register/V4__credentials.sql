-- Credentials of each replica that were handed out. Those from before belong to no replica: they
-- are not kept, and their logins end with the next command for the tenant.
CREATE TABLE IF NOT EXISTS dormouse.credentials (
  resource text NOT NULL REFERENCES dormouse.resources ON DELETE CASCADE,
  replica integer NOT NULL,
  version bigint NOT NULL,
  key text NOT NULL,
  ciphertext text NOT NULL,
  expires_at timestamptz,
  PRIMARY KEY (resource, replica, version));

ALTER TABLE dormouse.resources
  DROP COLUMN IF EXISTS sealed_version,
  DROP COLUMN IF EXISTS sealed_key,
  DROP COLUMN IF EXISTS sealed_ciphertext,
  DROP COLUMN IF EXISTS sealed_expires_at;
