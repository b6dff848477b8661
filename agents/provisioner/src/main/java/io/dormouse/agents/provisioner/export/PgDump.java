package io.dormouse.agents.provisioner.export;

import io.dormouse.agents.provisioner.database.schema.ReadableSchema;
import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.database.server.OperatorNeededException;
import io.dormouse.agents.provisioner.database.server.TenantNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Dumps one schema with PostgreSQL's own program, as the tenant's owner role. The program gets the
 * password in its environment, which other users cannot read, and never on the command line.
 */
final class PgDump {

  private static final int LOOK_EVERY_MS = 100;
  private static final int LONGEST_WORDS = 400;
  private static final int LONGEST_WAIT_FOR_LOCKS_MS = 30_000;

  /** Words of failures that another try would not mend. */
  private static final List<String> REFUSALS =
      List.of(
          "permission denied",
          "must be owner",
          "row-level security",
          "server version mismatch",
          "unrecognized option");

  /** Parameters of the JDBC address that concern trust, with libpq's variables for them. */
  private static final Map<String, String> LIBPQ =
      Map.of(
          "sslrootcert", "PGSSLROOTCERT",
          "sslcert", "PGSSLCERT",
          "sslkey", "PGSSLKEY",
          "channelBinding", "PGCHANNELBINDING",
          "gssEncMode", "PGGSSENCMODE");

  private final String command;

  PgDump(String command) {
    this.command = command;
  }

  void run(DatabaseServer server, TenantNames names, Path file, BooleanSupplier ended)
      throws IOException, SQLException, InterruptedException {
    Path words = file.resolveSibling(file.getFileName() + ".words");
    try (ReadableSchema readable = new ReadableSchema(server, names)) {
      Process process = start(server, names.owner().name(), file, words);
      try {
        while (!process.waitFor(LOOK_EVERY_MS, TimeUnit.MILLISECONDS)) {
          if (ended.getAsBoolean()) {
            throw new CancellationException("The dump was given up for a newer command.");
          }
        }
      } finally {
        process.destroyForcibly().waitFor();
      }
      if (process.exitValue() != 0) {
        fail(process.exitValue(), lastWords(words));
      }
      Files.write(file, readable.afterDump(), StandardOpenOption.APPEND);
    } finally {
      Files.deleteIfExists(words);
    }
  }

  private void fail(int code, String words) throws SQLException, IOException {
    String message =
        "Expected '%s' to end with exit code 0, but got %d: %s".formatted(command, code, words);
    if (REFUSALS.stream().anyMatch(words::contains)) {
      throw new OperatorNeededException(message);
    }
    throw new IOException(message);
  }

  private Process start(DatabaseServer server, String owner, Path file, Path words)
      throws IOException, SQLException {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                command,
                "--schema=" + owner,
                "--role=" + owner,
                "--no-owner",
                "--no-privileges",
                "--no-password",
                "--lock-wait-timeout=" + LONGEST_WAIT_FOR_LOCKS_MS,
                "--format=plain",
                "--file=" + file));
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(List.of("PATH", "HOME", "LANG", "LC_ALL", "TZ"));
    environment.put("PGHOST", server.address().host());
    environment.put("PGPORT", Integer.toString(server.address().port()));
    environment.put("PGDATABASE", server.address().database());
    environment.put("PGUSER", server.user());
    environment.put("PGPASSWORD", server.password());
    environment.put("PGSSLMODE", server.address().sslMode());
    LIBPQ.forEach((parameter, variable) ->
        server.address().parameter(parameter).ifPresent(v -> environment.put(variable, v)));
    environment.put("PGCONNECT_TIMEOUT", "5");
    builder
        .redirectErrorStream(true)
        .redirectOutput(words.toFile())
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    try {
      return builder.start();
    } catch (IOException e) {
      throw new OperatorNeededException(
          "Expected the program '%s' of the setting pg.dump.command to start, but: %s"
              .formatted(command, e.getMessage()));
    }
  }

  private static String lastWords(Path words) throws IOException {
    String all = Files.readString(words).trim();
    return all.substring(Math.max(0, all.length() - LONGEST_WORDS));
  }
}
