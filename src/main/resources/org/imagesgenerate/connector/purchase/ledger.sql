-- The tables of the shared ledger. Workers of several versions use them at once, so a new version only adds:
-- a table, or a column that may be null. Each statement may run again. The last one says that all of them ran.

CREATE TABLE IF NOT EXISTS images_generate_purchases (
  element_instance_key BIGINT NOT NULL,
  request VARCHAR(64) NOT NULL,
  attempt VARCHAR(36) NOT NULL,
  provider VARCHAR(40) NOT NULL,
  worker VARCHAR(200) NOT NULL,
  state VARCHAR(10) NOT NULL,
  started_at TIMESTAMP WITH TIME ZONE NOT NULL,
  ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
  task TEXT,
  result TEXT,
  PRIMARY KEY (element_instance_key, request));

CREATE TABLE IF NOT EXISTS images_generate_bytes (
  element_instance_key BIGINT NOT NULL,
  request VARCHAR(64) NOT NULL,
  image INTEGER NOT NULL,
  part INTEGER NOT NULL,
  bytes BYTEA NOT NULL,
  PRIMARY KEY (element_instance_key, request, image, part),
  FOREIGN KEY (element_instance_key, request)
    REFERENCES images_generate_purchases (element_instance_key, request) ON DELETE CASCADE);

-- oldest_worker: workers that know an older schema than this must not use the tables
CREATE TABLE IF NOT EXISTS images_generate_schema (
  version INTEGER NOT NULL PRIMARY KEY,
  oldest_worker INTEGER NOT NULL);

INSERT INTO images_generate_schema (version, oldest_worker)
  SELECT 2, 1 WHERE NOT EXISTS (SELECT 1 FROM images_generate_schema WHERE version = 2);
