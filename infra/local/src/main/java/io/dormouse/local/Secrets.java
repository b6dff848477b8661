package io.dormouse.local;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * The generated credentials of one data directory. Each is letters and digits only, so that it can
 * stand in a URL, a shell and an SQL text as it is.
 */
public record Secrets(
    String s3AccessKey, String s3SecretKey, String postgresPassword, String databasePassword) {

  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  public Secrets {
    check("s3.access.key", s3AccessKey);
    check("s3.secret.key", s3SecretKey);
    check("postgres.password", postgresPassword);
    check("database.password", databasePassword);
  }

  /** Reads the file, or makes it (mode 600) with new credentials when it is not there. */
  public static Secrets readOrCreate(Path file) throws IOException {
    try {
      return read(file);
    } catch (NoSuchFileException none) {
      SecureRandom random = new SecureRandom();
      Secrets secrets =
          new Secrets(
              "DORMOUSE" + letters(random, 12),
              letters(random, 40),
              letters(random, 32),
              letters(random, 32));
      PrivateFile.write(file, secrets.text());
      return secrets;
    }
  }

  /**
   * Reads the file.
   *
   * @throws IllegalArgumentException when a credential is missing or has other characters
   */
  public static Secrets read(Path file) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(Files.readString(file)));
    return new Secrets(
        properties.getProperty("s3.access.key", ""),
        properties.getProperty("s3.secret.key", ""),
        properties.getProperty("postgres.password", ""),
        properties.getProperty("database.password", ""));
  }

  /** Hides the values: a record's text ends up in logs. */
  @Override
  public String toString() {
    return "Secrets[…]";
  }

  private String text() {
    return """
    s3.access.key=%s
    s3.secret.key=%s
    postgres.password=%s
    database.password=%s
    """
        .formatted(s3AccessKey, s3SecretKey, postgresPassword, databasePassword);
  }

  private static String letters(SecureRandom random, int length) {
    return random
        .ints(length, 0, LETTERS.length())
        .mapToObj(index -> String.valueOf(LETTERS.charAt(index)))
        .collect(Collectors.joining());
  }

  private static void check(String key, String value) {
    if (value.isEmpty() || !value.chars().allMatch(letter -> LETTERS.indexOf(letter) >= 0)) {
      throw new IllegalArgumentException(
          "expected letters and digits for "
              + key
              + " in the secrets file; infra/up --fresh makes"
              + " a new one");
    }
  }
}
