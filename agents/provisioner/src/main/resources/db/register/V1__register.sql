-- The tenants of this database, and the roles that keep them.
CREATE TABLE dormouse.keepers (
  keeper integer PRIMARY KEY,
  tenants integer NOT NULL);

CREATE TABLE dormouse.resources (
  resource text PRIMARY KEY,
  instance text NOT NULL,
  request bigint NOT NULL,
  keeper integer NOT NULL REFERENCES dormouse.keepers,
  seeded boolean NOT NULL DEFAULT false,
  bucket_features text NOT NULL DEFAULT '',
  sealed_version bigint,
  sealed_key text,
  sealed_ciphertext text,
  sealed_expires_at timestamptz,
  bound_at timestamptz NOT NULL DEFAULT now());
