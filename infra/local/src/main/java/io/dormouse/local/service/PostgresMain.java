package io.dormouse.local.service;

import io.dormouse.local.data.Secrets;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A PostgreSQL server with the database of the instances, see {@link Databases}. Every login needs
 * a password. This process and the server's live equally long: if one ends, the other does.
 *
 * <p>Flags: {@code --data.dir}, {@code --programs.dir} (the directory of the server's unpacked
 * programs), {@code --listen} (addresses, with commas; the loopback address must be among them),
 * {@code --port}, {@code --secrets.file}, {@code --ready.file}.
 */
public final class PostgresMain {

  private static final String VERSION = "15";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private PostgresMain() {}

  /** Runs until the process is asked to end, or the server ends. */
  public static void main(String[] args) throws Exception {
    Flags flags = Flags.parse(args);
    Path data = flags.path("data.dir");
    ReadyFile ready = new ReadyFile(flags.path("ready.file"));
    Secrets secrets = Secrets.read(flags.path("secrets.file"));
    checkVersion(data);
    Path programs = Files.createDirectories(flags.path("programs.dir"));
    // The library looks there for files of its earlier runs.
    System.setProperty("ot.epg.working-dir", programs.toString());

    new UnpackedPrograms(programs).removeUnfinished();
    PostmasterFile postmaster = new PostmasterFile(data.resolve("postmaster.pid"));
    postmaster.process().ifPresent(PostmasterFile::end);
    EmbeddedPostgres server = start(flags, data, programs, secrets);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server), "shutdown"));
    ProcessHandle process =
        postmaster
            .process()
            .orElseThrow(() -> new IllegalStateException("PostgreSQL ended right after its start"));
    Databases.prepare(server.getPostgresDatabase(), secrets);
    ready.announce();
    process.onExit().join();
    System.exit(1);
  }

  private static void checkVersion(Path data) throws IOException {
    Path file = data.resolve("PG_VERSION");
    if (Files.exists(file) && !Files.readString(file).strip().equals(VERSION)) {
      throw new IllegalStateException(
          "expected data of PostgreSQL %s in %s, got that of %s; infra/up --fresh begins anew"
              .formatted(VERSION, data, Files.readString(file).strip()));
    }
  }

  private static EmbeddedPostgres start(Flags flags, Path data, Path programs, Secrets secrets)
      throws IOException {
    Path password = Files.createTempFile("postgres", ".password");
    try {
      Files.writeString(password, secrets.postgresPassword());
      return EmbeddedPostgres.builder()
          .setDataDirectory(data)
          .setCleanDataDirectory(false)
          .setRegisterShutdownHook(false)
          .setOverrideWorkingDirectory(programs.toFile())
          .setPort(flags.port("port"))
          // Handed to initdb as --locale and --pwfile: the same locale on every machine, and a
          // password from the start.
          .setLocaleConfig("locale", "C")
          .setLocaleConfig("pwfile", password.toString())
          .setConnectConfig("password", secrets.postgresPassword())
          .setDataDirectoryCustomizer(directory -> onlyWithPassword(directory.toPath()))
          .setServerConfig("listen_addresses", flags.text("listen"))
          .setServerConfig("unix_socket_directories", "")
          .setServerConfig("synchronous_commit", "on")
          // An export locks all tables of an instance at once; this is room for some ten thousand.
          .setServerConfig("max_locks_per_transaction", "256")
          .setOutputRedirector(ProcessBuilder.Redirect.INHERIT)
          .setPGStartupWait(PATIENCE)
          .start();
    } finally {
      Files.delete(password);
    }
  }

  private static void onlyWithPassword(Path data) {
    try {
      Files.writeString(
          data.resolve("pg_hba.conf"),
          """
          # Written at each start. Which addresses can be reached at all says listen_addresses.
          host all all 0.0.0.0/0 scram-sha-256
          host all all ::/0      scram-sha-256
          """);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(EmbeddedPostgres server) {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
