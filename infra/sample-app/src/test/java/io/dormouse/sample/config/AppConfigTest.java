package io.dormouse.sample.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppConfigTest {
  private static final Map<String, String> CLOUD =
      Map.of(
          "S3_ENDPOINT", "http://127.0.0.1:9000",
          "S3_BUCKET", "bucket",
          "AWS_ACCESS_KEY_ID", "key",
          "AWS_SECRET_ACCESS_KEY", "hidden-1",
          "DATABASE_URL", "jdbc:postgresql://127.0.0.1/db",
          "DATABASE_USER", "user",
          "DATABASE_PASSWORD", "hidden-2",
          "DATABASE_SCHEMA", "tenants");

  @Test
  void shouldRunAloneByDefault() {
    AppConfig config = AppConfig.from(Map.of("DATA_DIR", "/data"));

    assertThat(config)
        .isEqualTo(
            new AppConfig(
                new Listening("0.0.0.0", 8080, Duration.ZERO, Duration.ofSeconds(10)),
                new Identity("local", "local.0", 0),
                new ContentsPlace.Folder(Path.of("/data")),
                new CatalogPlace.Memory()));
  }

  @Test
  void shouldUseS3AndPostgresWhenGivenThem() {
    AppConfig config = AppConfig.from(CLOUD);

    assertThat(config.contents())
        .isEqualTo(
            new ContentsPlace.Bucket(
                new ContentsPlace.S3Service(
                    URI.create("http://127.0.0.1:9000"),
                    "us-east-1",
                    true,
                    new S3Login("key", "hidden-1", "")),
                "bucket",
                ""));
    assertThat(config.catalog())
        .isEqualTo(
            new CatalogPlace.Postgres(
                "jdbc:postgresql://127.0.0.1/db", "tenants", new Login("user", "hidden-2")));
  }

  @Test
  void shouldUseAPartOfABucketOfAwsWithATemporaryLogin() {
    AppConfig config =
        AppConfig.from(
            Map.of(
                "S3_BUCKET", "bucket",
                "S3_PREFIX", "mine",
                "S3_PATH_STYLE", "false",
                "AWS_REGION", "eu-west-1",
                "AWS_ACCESS_KEY_ID", "key",
                "AWS_SECRET_ACCESS_KEY", "hidden-1",
                "AWS_SESSION_TOKEN", "hidden-3"));

    assertThat(config.contents())
        .isEqualTo(
            new ContentsPlace.Bucket(
                new ContentsPlace.S3Service(
                    null, "eu-west-1", false, new S3Login("key", "hidden-1", "hidden-3")),
                "bucket",
                "mine/"));
    assertThat(config.toString()).doesNotContain("hidden");
  }

  @Test
  void shouldNotPrintSecrets() {
    assertThat(AppConfig.from(CLOUD).toString()).contains("bucket", "***").doesNotContain("hidden");
  }

  @ParameterizedTest
  @CsvSource({"0,0", "500ms,500", "2s,2000", "1m,60000"})
  void shouldReadDurationsWithTheirUnit(String text, long millis) {
    assertThat(AppConfig.from(Map.of("DATA_DIR", "/data", "BOOT_DELAY", text)).listening())
        .extracting(Listening::bootDelay)
        .isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({
    "BOOT_DELAY,2",
    "BOOT_DELAY,-1s",
    "PORT,http",
    "PORT,70000",
    "DORMOUSE_INSTANCE,Acme",
    "DORMOUSE_INSTANCE,../acme",
    "DORMOUSE_GENERATION,-1",
    "DATABASE_URL,postgres://x",
    "DATABASE_SCHEMA,a\"b",
    "S3_PATH_STYLE,yes",
    "S3_ENDPOINT,not a uri",
    "S3_ENDPOINT,ftp://x"
  })
  void shouldNameTheBadVariableAndItsValue(String variable, String value) {
    Map<String, String> environment = new HashMap<>(CLOUD);
    environment.put(variable, value);

    assertThatThrownBy(() -> AppConfig.from(environment))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Expected " + variable)
        .hasMessageContaining(value);
  }

  @Test
  void shouldNameWhatIsMissingBesideAnother() {
    assertThatThrownBy(() -> AppConfig.from(Map.of("S3_BUCKET", "bucket")))
        .hasMessageContaining("AWS_ACCESS_KEY_ID")
        .hasMessageContaining("because S3_BUCKET is");
    assertThatThrownBy(() -> AppConfig.from(Map.of("S3_ENDPOINT", "http://x")))
        .hasMessageContaining("S3_BUCKET");
  }

  @Test
  void shouldBeDocumentedInTheReadme() throws Exception {
    assertThat(Files.readString(Path.of("README.md")))
        .as("replace the table in README.md with Setting.reference()")
        .contains(Setting.reference());
  }
}
