package io.dormouse.sample.config;

/** Where the records of documents are kept. */
public sealed interface CatalogPlace {

  /** In this process, gone when it ends. */
  record Memory() implements CatalogPlace {}

  /** A schema of a PostgreSQL database. */
  record Postgres(String url, String schema, Login login) implements CatalogPlace {}
}
