package io.dormouse.sample.config;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Every environment variable the app reads, with its default and its meaning. */
public enum Setting {
  PORT("8080", "TCP port to listen on; 0 takes a free one"),
  BIND("0.0.0.0", "address to listen on"),
  BOOT_DELAY("0", "wait before listening, as a fatter application would need: `500ms`, `2s`"),
  DRAIN_TIMEOUT("10s", "longest time that running requests may go on after SIGTERM"),
  DORMOUSE_INSTANCE("local", "instance this container belongs to; its documents are kept apart"),
  DORMOUSE_REPLICA("", "replica of the instance; empty: the instance's name and `.0`"),
  DORMOUSE_GENERATION("0", "generation of the replica"),
  DATA_DIR("", "folder for documents when there is no S3; empty: a new temporary one"),
  S3_BUCKET("", "bucket for the bytes of documents; it must exist; empty: use the folder"),
  S3_ENDPOINT("", "address of the S3 service; empty: the one of AWS"),
  S3_PREFIX("", "prefix of the keys of all objects, for a bucket that others use too"),
  S3_PATH_STYLE(
      "true", "`true` for the bucket in the path of addresses, `false` for it in the host"),
  AWS_REGION("us-east-1", "region of the bucket"),
  AWS_ACCESS_KEY_ID("", "S3 login"),
  AWS_SECRET_ACCESS_KEY("", "S3 secret"),
  AWS_SESSION_TOKEN("", "session token of a temporary S3 login"),
  DATABASE_URL(
      "", "`jdbc:postgresql://…` for the records of documents; empty: keep them in memory"),
  DATABASE_USER("", "database login"),
  DATABASE_PASSWORD("", "database password"),
  DATABASE_SCHEMA("public", "schema of the app's table; created when missing, if the login may");

  private final String fallback;
  private final String meaning;

  Setting(String fallback, String meaning) {
    this.fallback = fallback;
    this.meaning = meaning;
  }

  String fallback() {
    return fallback;
  }

  /** All settings as the Markdown table of the README. */
  public static String reference() {
    return Arrays.stream(values())
        .map(Setting::row)
        .collect(
            Collectors.joining("\n", "| variable | default | meaning |\n|---|---|---|\n", "\n"));
  }

  private String row() {
    return "| `%s` | %s | %s |"
        .formatted(name(), fallback.isEmpty() ? "" : "`" + fallback + "`", meaning);
  }
}
