package io.dormouse.sample.documents;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Keeps records in this process, for a lone run; they are gone when it ends. */
public final class MemoryCatalog implements Catalog {
  private final ConcurrentSkipListMap<String, Entry> entries = new ConcurrentSkipListMap<>();

  @Override
  public void check() {}

  @Override
  public List<Document> list() {
    return entries.values().stream().map(Entry::document).toList();
  }

  @Override
  public Optional<Entry> find(DocumentName name) {
    return Optional.ofNullable(entries.get(name.value()));
  }

  @Override
  public Optional<Entry> put(Entry entry) {
    return Optional.ofNullable(entries.put(entry.document().name().value(), entry));
  }

  @Override
  public Optional<Entry> remove(DocumentName name) {
    return Optional.ofNullable(entries.remove(name.value()));
  }

  @Override
  public void close() {}
}
