package io.dormouse.agents.host.driver.process.state;

import io.dormouse.agents.host.driver.DriverException;
import io.dormouse.agents.host.driver.Exit;
import io.dormouse.language.instance.ChangedFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Files of one process on disk, by which a restarted agent finds it: the {@code start} that was
 * intended, the {@code pid} and {@code exit} that the launcher writes, the {@code log}, and the
 * folder {@code work} it runs in.
 */
public record StateFolder(Path path) {

  private static final int MOST_FILES_COUNTED = 10_000;

  private static final FileAttribute<?> FOR_THE_OWNER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /** Makes a folder with nothing but the start in it, which only its owner can read. */
  public static StateFolder create(Path path, IntendedStart start) {
    try {
      Files.createDirectories(path.resolve("work"), FOR_THE_OWNER);
      Path draft = path.resolve("start.draft");
      Files.writeString(draft, start.text());
      Files.move(draft, path.resolve("start"), StandardCopyOption.ATOMIC_MOVE);
      return new StateFolder(path);
    } catch (IOException e) {
      throw new DriverException("The state folder %s cannot be made: %s".formatted(path, e), e);
    }
  }

  /** The intended start; empty if it was not written whole, and then nothing was run. */
  public Optional<IntendedStart> start() {
    return read("start").flatMap(IntendedStart::parse);
  }

  /** Pid of the launcher, which leads the session; empty if it has not begun. */
  public Optional<Long> pid() {
    return number("pid");
  }

  /** End of the process, without a code if the launcher was killed, too. */
  public Exit exit() {
    return number("exit")
        .map(code -> new Exit(code.intValue(), false, time("exit")))
        .orElseGet(() -> new Exit(null, false, time("pid")));
  }

  public Path log() {
    return path.resolve("log");
  }

  public Path work() {
    return path.resolve("work");
  }

  /**
   * Files that the program left in the folder it ran in, counted up to a limit; empty if none, or
   * if they cannot be listed.
   */
  public Optional<ChangedFiles> filesOfWork() {
    try (Stream<Path> all = Files.walk(work())) {
      List<String> files =
          all.filter(Files::isRegularFile)
              .limit(MOST_FILES_COUNTED)
              .map(file -> work().relativize(file).toString())
              .toList();
      return files.isEmpty()
          ? Optional.empty()
          : Optional.of(new ChangedFiles(files.size(), files));
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  /** Moves the folder aside in one step, so that a late launcher finds nothing to run. */
  public Optional<StateFolder> setAside(String name) {
    Path aside = path.resolveSibling(name);
    try {
      Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
      return Optional.of(new StateFolder(aside));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new DriverException("The state folder %s cannot be moved: %s".formatted(path, e), e);
    }
  }

  /** Deletes the folder, the start last, so that a folder that cannot be deleted is found again. */
  public void delete() {
    try {
      Files.walkFileTree(path, new Deletion(path));
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      throw new DriverException("The state folder %s cannot be deleted: %s".formatted(path, e), e);
    }
  }

  private Optional<Long> number(String file) {
    try {
      return read(file)
          .filter(text -> text.endsWith("\n"))
          .map(text -> Long.parseLong(text.strip()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private Optional<String> read(String file) {
    try {
      return Optional.of(Files.readString(path.resolve(file)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Instant time(String file) {
    try {
      return Files.getLastModifiedTime(path.resolve(file)).toInstant();
    } catch (IOException e) {
      return Instant.EPOCH;
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {

    private final Path root;
    private final Path start;

    Deletion(Path root) {
      this.root = root;
      this.start = root.resolve("start");
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (!file.equals(start)) {
        Files.deleteIfExists(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
        throws IOException {
      if (e != null) {
        throw e;
      }
      if (folder.equals(root)) {
        Files.deleteIfExists(start);
      }
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
