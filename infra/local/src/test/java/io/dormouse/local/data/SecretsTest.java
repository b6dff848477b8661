package io.dormouse.local.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

  @TempDir Path folder;

  @Test
  void shouldBeMadeOnceAndReadableByTheirOwnerOnly() throws IOException {
    Path file = folder.resolve("secrets.properties");

    Secrets made = Secrets.readOrCreate(file);

    assertThat(Secrets.readOrCreate(file)).isEqualTo(made);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void shouldCompleteAFileOfAnEarlierVersion() throws IOException {
    Path file = folder.resolve("secrets.properties");
    Secrets.readOrCreate(file);
    String older =
        Files.readString(file)
            .lines()
            .filter(line -> !line.startsWith("provisioner"))
            .toList()
            .stream()
            .collect(java.util.stream.Collectors.joining("\n"));
    Files.writeString(file, older);

    Secrets completed = Secrets.readOrCreate(file);

    assertThat(completed.provisionerPassword()).hasSize(32);
    assertThat(older).contains(completed.rootS3().secret()).contains(completed.postgresPassword());
  }

  @Test
  void shouldDifferFromDirectoryToDirectory() throws IOException {
    Secrets one = Secrets.readOrCreate(folder.resolve("one"));
    Secrets other = Secrets.readOrCreate(folder.resolve("other"));

    assertThat(one.rootS3().secret()).isNotEqualTo(other.rootS3().secret());
    assertThat(one.provisionerPassword()).isNotEqualTo(other.provisionerPassword());
  }

  @Test
  void shouldNotShowThemselves() throws IOException {
    Secrets secrets = Secrets.readOrCreate(folder.resolve("secrets.properties"));

    assertThat(secrets.toString())
        .doesNotContain(secrets.rootS3().secret())
        .doesNotContain(secrets.provisionerPassword());
  }

  @Test
  void shouldRefuseAFileWithoutAll() throws IOException {
    Path file = folder.resolve("secrets.properties");
    Files.writeString(file, "s3.access.key=DORMOUSE\n");

    assertThatThrownBy(() -> Secrets.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("s3.secret.key");
  }
}
