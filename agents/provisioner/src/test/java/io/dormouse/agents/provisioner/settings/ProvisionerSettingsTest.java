package io.dormouse.agents.provisioner.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.agents.provisioner.settings.database.DatabaseAddress;
import io.dormouse.agents.provisioner.settings.database.PublicHosts.PublicHost;
import io.dormouse.agents.provisioner.settings.s3.BucketFeature;
import io.dormouse.kit.settings.Settings;
import io.dormouse.kit.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProvisionerSettingsTest {

  @Test
  void shouldHaveTheTableOfTheDocument() throws IOException {
    assertThat(Files.readString(Path.of("SETTINGS.md")))
        .contains(Settings.table(ProvisionerSettings.class));
  }

  @Test
  void shouldReadServersFeaturesAndHosts() {
    ProvisionerSettings settings =
        load(
            "--database.servers=a=jdbc:postgresql://db-a/one?sslmode=require,"
                + " b=jdbc:postgresql://10.0.0.2:5433/two",
            "--database.public.hosts=b=db.example.com:6432",
            "--s3.features=");

    assertThat(settings.database().servers().all())
        .containsExactly(
            new DatabaseAddress("a", "db-a", 5432, "one", "?sslmode=require"),
            new DatabaseAddress("b", "10.0.0.2", 5433, "two", ""));
    assertThat(settings.database().servers().all().get(0).sslMode()).isEqualTo("require");
    assertThat(settings.database().servers().all())
        .extracting(settings.database().publicHosts()::of)
        .containsExactly(new PublicHost("db-a", 5432), new PublicHost("db.example.com", 6432));
    assertThat(settings.s3().features().all()).isEmpty();
    assertThat(load().s3().features().all()).containsExactlyInAnyOrder(BucketFeature.values());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?sslmode=verify-full&sslrootcert=/etc/ca.pem | '' | ?sslmode=require",
        "?sslmode=verify-ca&sslrootcert=/etc/ca.pem | /app/ca.pem | ?sslmode=verify-ca&sslrootcert=%2Fapp%2Fca.pem",
        "?ssl=true&sslrootcert=/etc/ca.pem | '' | ?sslmode=require",
        "?ssl=true | /app/ca.pem | ?sslmode=verify-full&sslrootcert=%2Fapp%2Fca.pem",
        "?sslmode=require | /app/ca.pem | ?sslmode=require",
        "?user=root&password=secret&sslkey=/k&sslcert=/c&sslpassword=p&options=-cx | '' | ''",
        "?prepareThreshold=0&ApplicationName=provisioner | '' | ?prepareThreshold=0",
        "'' | /app/ca.pem | ''"
      })
  void shouldTellTenantsNothingOfItsOwn(String parameters, String certificate, String told) {
    DatabaseAddress address = DatabaseAddress.parse("main=jdbc:postgresql://db/one" + parameters);

    assertThat(address.urlOfTenants(new PublicHost("public", 6432), certificate))
        .isEqualTo("jdbc:postgresql://public:6432/one" + told);
    assertThat(address.url()).isEqualTo("jdbc:postgresql://db:5432/one" + parameters);
  }

  @Test
  void shouldTakeTheModeOfTheDriverForItsPrograms() {
    assertThat(DatabaseAddress.parse("main=jdbc:postgresql://db/one?ssl=true").sslMode())
        .isEqualTo("verify-full");
    assertThat(DatabaseAddress.parse("main=jdbc:postgresql://db/one").sslMode())
        .isEqualTo("prefer");
  }

  @Test
  void shouldNotShowThePassword() {
    assertThat(load("--database.password=canary").toString()).doesNotContain("canary");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--provisioner.id=Mine",
        "--s3.endpoint=localhost:9000",
        "--s3.features=everything",
        "--s3.bucket.prefix=Upper",
        "--s3.old.versions.kept=3h",
        "--s3.timeout=0s",
        "--iam.endpoint=ftp://x",
        "--iam.path=dormouse",
        "--sts.duration=12h1m",
        "--sts.duration=14m59s",
        "--installation.id=Mine",
        "--installation.id=-",
        "--database.servers=",
        "--database.servers=main=jdbc:mysql://x/y",
        "--database.servers=a=jdbc:postgresql://x/y,a=jdbc:postgresql://z/y",
        "--database.servers=a=jdbc:postgresql://x/y;drop",
        "--database.public.hosts=main",
        "--database.public.sslrootcert=ca.pem",
        "--database.pool.size=1",
        "--database.connection.limit=0",
        "--exports.location=ftp://x",
        "--retry.attempts=0",
        "--retry.first.backoff=0s",
        "--concurrency=0",
        "--admin.port=65536"
      })
  void shouldNameTheKeyOfABadSetting(String flag) {
    String key = flag.substring(2, flag.indexOf('='));

    assertThatThrownBy(() -> load(flag))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(key)
        .hasMessageContaining("Expected");
  }

  @Test
  void shouldWantWhatGoesTogether() {
    Stream.of(
            List.of("--s3.layout=prefix"),
            List.of("--s3.access=sts"),
            List.of(
                "--s3.access=sts",
                "--sts.role.arn=arn:aws:iam::123456789012:role/tenants",
                "--s3.layout=prefix",
                "--s3.shared.bucket=shared"))
        .forEach(flags ->
            assertThatThrownBy(() -> load(flags.toArray(String[]::new)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("Expected"));
  }

  private static ProvisionerSettings load(String... flags) {
    return Settings.load(ProvisionerSettings.class, List.of(flags), Map.of());
  }
}
