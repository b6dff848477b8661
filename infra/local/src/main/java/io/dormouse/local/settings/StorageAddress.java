package io.dormouse.local.settings;

import io.dormouse.local.data.PrivateFile;
import io.dormouse.local.supervision.CannotStart;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The address at which replicas reach S3 and PostgreSQL. The credentials of tenants name it, so it
 * stays the same as long as the data is kept.
 */
public record StorageAddress(String host, int s3, int postgres) {

  private static final String HOST = "host";
  private static final String S3 = "s3.port";
  private static final String POSTGRES = "postgres.port";

  /**
   * Reads the file.
   *
   * @return the address; empty if there is no file, as with new data
   * @throws CannotStart if the file holds something else; the message tells what was expected
   */
  public static Optional<StorageAddress> read(Path file) throws IOException, CannotStart {
    Properties values = new Properties();
    try {
      values.load(new StringReader(Files.readString(file)));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      throw unreadable(file, "host, s3.port and postgres.port", e.getMessage());
    }
    String host = values.getProperty(HOST, "");
    if (host.isBlank()) {
      throw unreadable(file, "an address of this machine for " + HOST, "nothing");
    }
    return Optional.of(
        new StorageAddress(host, port(file, values, S3), port(file, values, POSTGRES)));
  }

  public void write(Path file) throws IOException {
    PrivateFile.write(
        file, "%s=%s%n%s=%d%n%s=%d%n".formatted(HOST, host, S3, s3, POSTGRES, postgres));
  }

  private static int port(Path file, Properties values, String key) throws CannotStart {
    String value = values.getProperty(key, "");
    return Options.asPort(value)
        .orElseThrow(() -> unreadable(file, Options.A_PORT + " for " + key, "\"" + value + "\""));
  }

  private static CannotStart unreadable(Path file, String expected, @Nullable String got) {
    return new CannotStart(
        "expected %s in %s, got %s; infra/up --fresh begins anew".formatted(expected, file, got));
  }
}
