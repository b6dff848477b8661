-- The installation that each tenant's resources belong to.
-- Databases from before the migrations may have it already.
CREATE TABLE IF NOT EXISTS dormouse.installations (
  resource text PRIMARY KEY,
  installation text NOT NULL);
