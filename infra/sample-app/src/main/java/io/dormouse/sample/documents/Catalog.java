package io.dormouse.sample.documents;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The records of one instance's documents. Blocking; safe for use by many threads. */
public interface Catalog extends Dependency {

  /**
   * A document and the key of its bytes.
   *
   * @param key of the bytes in {@link Contents}
   */
  record Entry(Document document, String key) {}

  /** All documents, by name. */
  List<Document> list() throws IOException;

  Optional<Entry> find(DocumentName name) throws IOException;

  /** Adds or replaces the entry of a name; returns the one that was replaced. */
  Optional<Entry> put(Entry entry) throws IOException;

  /** Removes the entry of a name and returns it. */
  Optional<Entry> remove(DocumentName name) throws IOException;
}
