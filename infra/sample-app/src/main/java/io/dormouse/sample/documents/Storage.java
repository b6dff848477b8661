package io.dormouse.sample.documents;

import io.dormouse.sample.config.AppConfig;
import io.dormouse.sample.config.CatalogPlace;
import io.dormouse.sample.config.ContentsPlace;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The services behind the documents, opened side by side; ready when both have answered once. */
public final class Storage implements AutoCloseable {
  private final Opening<Contents> contents;
  private final Opening<Catalog> catalog;
  private final CompletableFuture<Documents> documents;

  private Storage(Opening<Contents> contents, Opening<Catalog> catalog) {
    this.contents = contents;
    this.catalog = catalog;
    this.documents = contents.opened().thenCombine(catalog.opened(), Documents::new);
  }

  /** Begins to open the services the configuration names and returns at once. */
  public static Storage open(AppConfig config) {
    String instance = config.identity().instance();
    return new Storage(
        Opening.start("contents", () -> contents(config.contents())),
        Opening.start("catalog", () -> catalog(config.catalog(), instance)));
  }

  private static Contents contents(ContentsPlace place) {
    return switch (place) {
      case ContentsPlace.Folder folder -> new FolderContents(folder.path());
      case ContentsPlace.Bucket bucket -> new S3Contents(bucket);
    };
  }

  private static Catalog catalog(CatalogPlace place, String instance) {
    return switch (place) {
      case CatalogPlace.Memory memory -> new MemoryCatalog();
      case CatalogPlace.Postgres postgres -> new PostgresCatalog(postgres, instance);
    };
  }

  /** The documents, or empty while a service has not answered yet. */
  public Optional<Documents> documents() {
    return Optional.ofNullable(documents.getNow(null));
  }

  /** The services that have not answered, and the reasons, for people. */
  public String missing() {
    return Stream.of(contents, catalog)
        .filter(opening -> !opening.opened().isDone())
        .map(Opening::missing)
        .collect(Collectors.joining("; "));
  }

  @Override
  public void close() {
    contents.close();
    catalog.close();
  }
}
