package io.dormouse.sample.documents;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The documents of one instance.
 *
 * <p>Every version of a document has an object of its own, and the catalog names the current one: a
 * reader sees the old bytes or the new, never a mixture. A crash or a failure between the two
 * stores can leave bytes that no record names; it never leaves a record without bytes.
 */
public final class Documents {
  private static final Logger LOG = LoggerFactory.getLogger(Documents.class);

  /** A document with its bytes, which the caller closes. */
  public record Opened(Document document, InputStream bytes) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      bytes.close();
    }
  }

  private record Spooled(long size, String sha256) {}

  private final Contents contents;
  private final Catalog catalog;

  public Documents(Contents contents, Catalog catalog) {
    this.contents = contents;
    this.catalog = catalog;
  }

  public List<Document> list() throws IOException {
    return catalog.list();
  }

  public Optional<Document> find(DocumentName name) throws IOException {
    return catalog.find(name).map(Catalog.Entry::document);
  }

  /** Stores a document of any size by way of a temporary file; replaces one of the same name. */
  public Document store(DocumentName name, String contentType, InputStream bytes)
      throws IOException {
    Path spool = Files.createTempFile("upload-", ".part");
    try {
      Spooled spooled = spool(bytes, spool);
      Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
      Document document = new Document(name, spooled.size(), spooled.sha256(), contentType, now);
      String key = UUID.randomUUID().toString();
      contents.put(key, spool);
      catalog.put(new Catalog.Entry(document, key)).ifPresent(this::forget);
      return document;
    } finally {
      Files.deleteIfExists(spool);
    }
  }

  /** Opens the current version of a document; empty if there is none. */
  public Optional<Opened> open(DocumentName name) throws IOException {
    try {
      return openOnce(name);
    } catch (NoSuchFileException replacedMeanwhile) {
      return openOnce(name);
    }
  }

  private Optional<Opened> openOnce(DocumentName name) throws IOException {
    Optional<Catalog.Entry> entry = catalog.find(name);
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Opened(entry.get().document(), contents.open(entry.get().key())));
  }

  /** Deletes a document; true if there was one. */
  public boolean delete(DocumentName name) throws IOException {
    Optional<Catalog.Entry> removed = catalog.remove(name);
    removed.ifPresent(this::forget);
    return removed.isPresent();
  }

  private void forget(Catalog.Entry entry) {
    try {
      contents.delete(entry.key());
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("document", entry.document().name())
          .addKeyValue("key", entry.key())
          .setCause(e)
          .log("Bytes that no record names any more could not be deleted");
    }
  }

  private static Spooled spool(InputStream bytes, Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream counted = new DigestInputStream(bytes, digest);
        OutputStream out = Files.newOutputStream(file)) {
      long size = counted.transferTo(out);
      return new Spooled(size, HexFormat.of().formatHex(digest.digest()));
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
