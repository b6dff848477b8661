-- Tables whose row level policies do not bind their owner while a dump lasts.
-- Databases from before the migrations may have it already.
CREATE TABLE IF NOT EXISTS dormouse.unforced (
  resource text NOT NULL,
  relation oid NOT NULL,
  PRIMARY KEY (resource, relation));
