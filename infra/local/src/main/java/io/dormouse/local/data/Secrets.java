package io.dormouse.local.data;

import io.dormouse.local.iam.S3Key;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * The generated credentials of one data directory. Each has letters and digits only, so that it
 * needs no escapes in a URL, a shell or an SQL text.
 *
 * @param rootS3 the key that may do everything at the S3 server
 * @param postgresPassword of PostgreSQL's superuser
 * @param provisionerPassword of the role that makes schemas and roles
 * @param ownersPassword of the role that keeps the records of owners
 */
public record Secrets(
    S3Key rootS3, String postgresPassword, String provisionerPassword, String ownersPassword) {

  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  /** Generates new credentials. */
  public static Secrets generate() {
    return of(fresh());
  }

  /** Reads the file (mode 600). Creates the file, and each credential that it lacks. */
  public static Secrets readOrCreate(Path file) throws IOException {
    Properties values = fresh();
    Properties there = new Properties();
    try {
      there.load(new StringReader(Files.readString(file)));
    } catch (NoSuchFileException none) {
      // There is no file yet, so all are new.
    }
    values.putAll(there);
    Secrets secrets = of(values);
    if (!there.equals(values)) {
      secrets.write(file);
    }
    return secrets;
  }

  /**
   * Reads the file.
   *
   * @throws IllegalArgumentException if a credential is missing or has other characters
   */
  public static Secrets read(Path file) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(Files.readString(file)));
    return of(properties);
  }

  /** Writes the credentials to a file in mode 600. */
  public void write(Path file) throws IOException {
    PrivateFile.write(
        file,
        """
        s3.access.key=%s
        s3.secret.key=%s
        postgres.password=%s
        provisioner.password=%s
        owners.password=%s
        """
            .formatted(
                rootS3.id(),
                rootS3.secret(),
                postgresPassword,
                provisionerPassword,
                ownersPassword));
  }

  /** The text without values, since a record's text ends up in logs. */
  @Override
  public String toString() {
    return "Secrets[…]";
  }

  private static Secrets of(Properties values) {
    return new Secrets(
        new S3Key(value(values, "s3.access.key"), value(values, "s3.secret.key")),
        value(values, "postgres.password"),
        value(values, "provisioner.password"),
        value(values, "owners.password"));
  }

  private static Properties fresh() {
    SecureRandom random = new SecureRandom();
    Properties fresh = new Properties();
    fresh.setProperty("s3.access.key", "DORMOUSE" + letters(random, 12));
    fresh.setProperty("s3.secret.key", letters(random, 40));
    fresh.setProperty("postgres.password", letters(random, 32));
    fresh.setProperty("provisioner.password", letters(random, 32));
    fresh.setProperty("owners.password", letters(random, 32));
    return fresh;
  }

  private static String letters(SecureRandom random, int length) {
    return random
        .ints(length, 0, LETTERS.length())
        .mapToObj(index -> String.valueOf(LETTERS.charAt(index)))
        .collect(Collectors.joining());
  }

  private static String value(Properties properties, String key) {
    String value = properties.getProperty(key, "");
    if (value.isEmpty() || !value.chars().allMatch(letter -> LETTERS.indexOf(letter) >= 0)) {
      throw new IllegalArgumentException(
          "expected letters and digits for "
              + key
              + " in the secrets file; infra/up --fresh makes"
              + " a new one");
    }
    return value;
  }
}
