package io.dormouse.sample.config;

/** The store of the documents' records. */
public sealed interface CatalogPlace {

  /** In this process; the records are gone when it ends. */
  record Memory() implements CatalogPlace {}

  /** A schema of a PostgreSQL database. */
  record Postgres(String url, String schema, Login login) implements CatalogPlace {}
}
