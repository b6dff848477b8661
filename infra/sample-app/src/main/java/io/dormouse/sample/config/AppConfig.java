package io.dormouse.sample.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/** The configuration of the app, valid by construction. */
public record AppConfig(
    Listening listening, Identity identity, ContentsPlace contents, CatalogPlace catalog) {
  private static final Pattern INSTANCE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?");
  private static final Pattern REPLICA = Pattern.compile("[-a-zA-Z0-9._]{0,80}");
  private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  /**
   * Reads the configuration.
   *
   * @throws ConfigException if a variable is malformed, or one that belongs to it is missing
   */
  public static AppConfig from(Map<String, String> variables) {
    Environment environment = new Environment(variables);
    return new AppConfig(
        listening(environment), identity(environment), contents(environment), catalog(environment));
  }

  private static Listening listening(Environment environment) {
    return new Listening(
        environment.text(Setting.BIND),
        (int) environment.number(Setting.PORT, 0, 65_535),
        environment.duration(Setting.BOOT_DELAY),
        environment.duration(Setting.DRAIN_TIMEOUT));
  }

  private static Identity identity(Environment environment) {
    String instance = environment.matching(Setting.DORMOUSE_INSTANCE, INSTANCE);
    String replica = environment.matching(Setting.DORMOUSE_REPLICA, REPLICA);
    return new Identity(
        instance,
        replica.isEmpty() ? instance + ".0" : replica,
        environment.number(Setting.DORMOUSE_GENERATION, 0, Long.MAX_VALUE));
  }

  private static ContentsPlace contents(Environment environment) {
    boolean endpointGiven = !environment.text(Setting.S3_ENDPOINT).isEmpty();
    if (endpointGiven) {
      environment.required(Setting.S3_BUCKET, Setting.S3_ENDPOINT);
    }
    String bucket = environment.text(Setting.S3_BUCKET);
    if (bucket.isEmpty()) {
      return new ContentsPlace.Folder(folder(environment.text(Setting.DATA_DIR)));
    }
    return new ContentsPlace.Bucket(
        new ContentsPlace.S3Service(
            endpointGiven ? environment.uri(Setting.S3_ENDPOINT) : null,
            environment.text(Setting.AWS_REGION),
            environment.flag(Setting.S3_PATH_STYLE),
            new S3Login(
                environment.required(Setting.AWS_ACCESS_KEY_ID, Setting.S3_BUCKET),
                environment.required(Setting.AWS_SECRET_ACCESS_KEY, Setting.S3_BUCKET),
                environment.text(Setting.AWS_SESSION_TOKEN))),
        bucket,
        prefix(environment.text(Setting.S3_PREFIX)));
  }

  private static String prefix(String given) {
    return given.isEmpty() || given.endsWith("/") ? given : given + "/";
  }

  private static Path folder(String given) {
    try {
      return given.isEmpty() ? Files.createTempDirectory("sample-app-") : Path.of(given);
    } catch (IOException e) {
      throw new UncheckedIOException("Expected to create a temporary folder; set DATA_DIR", e);
    }
  }

  private static CatalogPlace catalog(Environment environment) {
    String url = environment.text(Setting.DATABASE_URL);
    if (url.isEmpty()) {
      return new CatalogPlace.Memory();
    }
    if (!url.startsWith("jdbc:postgresql:")) {
      throw Environment.unexpected(Setting.DATABASE_URL, url, "a jdbc:postgresql: address");
    }
    return new CatalogPlace.Postgres(
        url,
        environment.matching(Setting.DATABASE_SCHEMA, SCHEMA),
        new Login(
            environment.required(Setting.DATABASE_USER, Setting.DATABASE_URL),
            environment.text(Setting.DATABASE_PASSWORD)));
  }
}
