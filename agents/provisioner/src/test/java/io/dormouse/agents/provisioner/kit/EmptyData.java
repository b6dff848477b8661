package io.dormouse.agents.provisioner.kit;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Data of a PostgreSQL server without tenants. They are made once and kept in {@code target}, since
 * a copy takes a tenth of the time.
 *
 * @param version the server's major version
 * @param preparation statements that the server has executed; others are other data
 */
record EmptyData(int version, List<String> preparation) {

  private static final Path ALL = Path.of("target/postgres-data");

  /** Fills an empty folder with the data of a server, and stops the server. */
  interface Maker {
    void make(Path data) throws IOException;
  }

  void copyTo(Path data, Maker maker) throws IOException {
    Path kept = ALL.resolve("%d-%08x".formatted(version, preparation.hashCode()));
    ensure(kept, maker);
    if (Files.exists(kept.resolve("postmaster.pid"))) {
      throw new IllegalStateException(
          "expected data of a server that has ended in %s, but found its postmaster.pid; remove it"
              .formatted(kept));
    }
    Files.walkFileTree(kept, new Copying(kept, data));
  }

  private static synchronized void ensure(Path kept, Maker maker) throws IOException {
    if (!Files.exists(kept)) {
      Path made = Files.createTempDirectory(Files.createDirectories(ALL), "unfinished");
      maker.make(made);
      Files.move(made, kept, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Deletes a folder with all in it. */
  static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> paths = Files.walk(folder)) {
      all = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path one : all) {
      Files.delete(one);
    }
  }

  private static final class Copying extends SimpleFileVisitor<Path> {

    private final Path from;
    private final Path to;

    Copying(Path from, Path to) {
      this.from = from;
      this.to = to;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      return copy(folder);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      return copy(file);
    }

    private FileVisitResult copy(Path one) throws IOException {
      if (!one.equals(from)) {
        Files.copy(one, to.resolve(from.relativize(one)), StandardCopyOption.COPY_ATTRIBUTES);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
