package io.dormouse.sample.documents;

import io.dormouse.sample.config.CatalogPlace;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps records in a table that instances may share; every row carries its instance. */
public final class PostgresCatalog implements Catalog {
  private static final String LIST =
      """
      select name, size, sha256, content_type, created_at, object_key from {table}
      where instance = ? order by name
      """;
  private static final String FIND =
      """
      select name, size, sha256, content_type, created_at, object_key from {table}
      where instance = ? and name = ?
      """;
  private static final String FIND_AND_LOCK = FIND + " for update";
  private static final String REMOVE =
      """
      delete from {table} where instance = ? and name = ?
      returning name, size, sha256, content_type, created_at, object_key
      """;
  private static final String REPLACE =
      """
      update {table}
      set size = ?, sha256 = ?, content_type = ?, created_at = ?, object_key = ?
      where instance = ? and name = ?
      """;
  private static final String ADD =
      """
      insert into {table} (size, sha256, content_type, created_at, object_key, instance, name)
      values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing
      """;

  private final Connections connections;
  private final CatalogTable table;
  private final String instance;

  public PostgresCatalog(CatalogPlace.Postgres place, String instance) {
    this.connections = new Connections(place);
    this.table = new CatalogTable(place.schema());
    this.instance = instance;
  }

  @Override
  public void check() throws IOException {
    try {
      connections.transaction(table::createWhenMissing);
    } catch (IOException e) {
      if (!(e.getCause() instanceof SQLException cause
          && CatalogTable.wasCreatedMeanwhile(cause))) {
        throw e;
      }
      connections.transaction(table::createWhenMissing);
    }
  }

  @Override
  public List<Document> list() throws IOException {
    List<Entry> all = connections.transaction(connection -> entries(connection, LIST, instance));
    return all.stream().map(Entry::document).toList();
  }

  @Override
  public Optional<Entry> find(DocumentName name) throws IOException {
    return connections.transaction(connection -> one(connection, FIND, name));
  }

  @Override
  public Optional<Entry> put(Entry entry) throws IOException {
    return connections.transaction(connection -> put(connection, entry));
  }

  @Override
  public Optional<Entry> remove(DocumentName name) throws IOException {
    return connections.transaction(connection -> one(connection, REMOVE, name));
  }

  @Override
  public void close() {
    connections.close();
  }

  // Two writers of a new name: the second insert does nothing, then finds and replaces the first's.
  private Optional<Entry> put(Connection connection, Entry entry) throws SQLException {
    while (true) {
      Optional<Entry> old = one(connection, FIND_AND_LOCK, entry.document().name());
      if (write(connection, old.isPresent() ? REPLACE : ADD, entry) == 1) {
        return old;
      }
    }
  }

  private int write(Connection connection, String sql, Entry entry) throws SQLException {
    Document document = entry.document();
    try (PreparedStatement statement = connection.prepareStatement(table.in(sql))) {
      statement.setLong(1, document.size());
      statement.setString(2, document.sha256());
      statement.setString(3, document.contentType());
      statement.setObject(4, document.createdAt().atOffset(ZoneOffset.UTC));
      statement.setString(5, entry.key());
      statement.setString(6, instance);
      statement.setString(7, document.name().value());
      return statement.executeUpdate();
    }
  }

  private Optional<Entry> one(Connection connection, String sql, DocumentName name)
      throws SQLException {
    return entries(connection, sql, instance, name.value()).stream().findFirst();
  }

  private List<Entry> entries(Connection connection, String sql, String... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(table.in(sql))) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        List<Entry> entries = new ArrayList<>();
        while (rows.next()) {
          entries.add(entry(rows));
        }
        return List.copyOf(entries);
      }
    }
  }

  private static Entry entry(ResultSet row) throws SQLException {
    Document document =
        new Document(
            new DocumentName(row.getString("name")),
            row.getLong("size"),
            row.getString("sha256"),
            row.getString("content_type"),
            row.getObject("created_at", OffsetDateTime.class).toInstant());
    return new Entry(document, row.getString("object_key"));
  }
}
