-- Databases made before the migrations have this table already.
CREATE TABLE IF NOT EXISTS dormouse_owners.owners (
  id text PRIMARY KEY CHECK (length(id) <= 100),
  name text CHECK (length(name) <= 200),
  email text CHECK (length(email) <= 254));
