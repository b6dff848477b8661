package io.dormouse.local.data;

import io.dormouse.local.supervision.CannotStart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The directory with all data of a run. One {@code infra/up} at a time holds it, until its process
 * ends in any way.
 */
public final class DataDirectory implements AutoCloseable {

  private static final String USUAL_NAME = ".dormouse";

  /** Permissions for a directory that holds credentials. */
  private static final Set<PosixFilePermission> FOR_THE_OWNER =
      PosixFilePermissions.fromString("rwx------");

  private static final String LOCK = "up.lock";
  // Unpacked programs do not depend on the data.
  private static final String PROGRAMS = "programs";
  private static final Set<String> NOT_DATA = Set.of(LOCK, PROGRAMS);

  private final Path root;
  private final FileChannel lock;

  private DataDirectory(Path root, FileChannel lock) {
    this.root = root;
    this.lock = lock;
  }

  /**
   * Takes the directory, and makes it if it is not there. A directory of the usual name may hold
   * files of single programs or benchmarks.
   *
   * @throws CannotStart if another process holds it, or if it holds something else
   */
  public static DataDirectory take(Path root) throws IOException, CannotStart {
    boolean isOurs = root.toAbsolutePath().normalize().endsWith(USUAL_NAME);
    if (!Files.exists(root)) {
      Files.createDirectories(root, PosixFilePermissions.asFileAttribute(FOR_THE_OWNER));
    } else if (isOurs) {
      Files.setPosixFilePermissions(root, FOR_THE_OWNER);
    }
    if (!isOurs && !Files.exists(root.resolve(LOCK)) && !list(root).isEmpty()) {
      throw new CannotStart(
          root
              + " is neither empty nor a data directory of Dormouse; choose another with --data"
              + " DIR");
    }
    FileChannel channel =
        FileChannel.open(
            root.resolve(LOCK),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    if (!locked(channel)) {
      String pid = Files.readString(root.resolve(LOCK)).strip();
      channel.close();
      throw new CannotStart(
          "another infra/up (pid %s) runs on %s: end it, or choose another directory with --data DIR"
              .formatted(pid, root));
    }
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap(
            Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
    DataDirectory directory = new DataDirectory(root, channel);
    directory.makeFolders();
    return directory;
  }

  /** Forgets all data. */
  public void wipe() throws IOException {
    for (Path entry : list(root)) {
      if (!NOT_DATA.contains(entry.getFileName().toString())) {
        new FileTree(entry).delete();
      }
    }
    makeFolders();
  }

  public Path root() {
    return root;
  }

  public Path of(String name) {
    return root.resolve(name);
  }

  public Path programs() {
    return root.resolve(PROGRAMS);
  }

  public Path secrets() {
    return root.resolve("secrets.properties");
  }

  /** The file that keeps the address of S3 and PostgreSQL. */
  public Path storage() {
    return root.resolve("storage.properties");
  }

  /** The users of the S3 server. */
  public Path iam() {
    return root.resolve("iam.json");
  }

  /** The keyset with which host agents open credentials. */
  public Path privateKeyset() {
    return root.resolve("credentials.private.json");
  }

  /** The keyset with which the provisioner seals credentials. */
  public Path publicKeyset() {
    return root.resolve("credentials.public.json");
  }

  public Path children() {
    return root.resolve("children");
  }

  /** The directory for temporary files of the programs. */
  public Path temporary() {
    return root.resolve("tmp");
  }

  /**
   * Deletes the temporary files that killed programs left behind. None of the programs may run,
   * since it would write others meanwhile.
   */
  public void emptyTemporary() throws IOException {
    new FileTree(temporary()).delete();
    Files.createDirectories(temporary());
  }

  public Path logs() {
    return root.resolve("logs");
  }

  public Path log(String program) {
    return logs().resolve(program + ".log");
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }

  private void makeFolders() throws IOException {
    Files.createDirectories(logs());
    Files.createDirectories(temporary());
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException heldByThisProcess) {
      return false;
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    }
  }
}
