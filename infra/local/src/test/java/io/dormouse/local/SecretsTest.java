package io.dormouse.local;

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
  void shouldDifferFromDirectoryToDirectory() throws IOException {
    Secrets one = Secrets.readOrCreate(folder.resolve("one"));
    Secrets other = Secrets.readOrCreate(folder.resolve("other"));

    assertThat(one.s3SecretKey()).isNotEqualTo(other.s3SecretKey());
    assertThat(one.databasePassword()).isNotEqualTo(other.databasePassword());
  }

  @Test
  void shouldNotShowThemselves() throws IOException {
    Secrets secrets = Secrets.readOrCreate(folder.resolve("secrets.properties"));

    assertThat(secrets.toString())
        .doesNotContain(secrets.s3SecretKey())
        .doesNotContain(secrets.databasePassword());
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
