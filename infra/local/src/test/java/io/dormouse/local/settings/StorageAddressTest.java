package io.dormouse.local.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.local.supervision.CannotStart;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageAddressTest {

  @TempDir Path folder;

  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("storage.properties");
  }

  @Test
  void shouldBeKept() throws Exception {
    StorageAddress address = new StorageAddress("172.17.0.1", 9000, 5433);

    address.write(file);

    assertThat(StorageAddress.read(file)).contains(address);
  }

  @Test
  void shouldBeUnknownOfNewData() throws Exception {
    assertThat(StorageAddress.read(file)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          s3.port=1;postgres.port=2                | expected an address of this machine for host in %s, got nothing; infra/up --fresh begins anew
          host=127.0.0.1;s3.port=1;postgres.port=x | expected a port from 1 to 65535 for postgres.port in %s, got "x"; infra/up --fresh begins anew
          host=127.0.0.1;postgres.port=2           | expected a port from 1 to 65535 for s3.port in %s, got ""; infra/up --fresh begins anew
          host=\\u00zz                              | expected host, s3.port and postgres.port in %s, got Malformed \\uxxxx encoding.; infra/up --fresh begins anew
          """)
  void shouldSayWhatWasExpectedInTheFile(String content, String message) throws Exception {
    Files.writeString(file, content.replace(';', '\n'));

    assertThatThrownBy(() -> StorageAddress.read(file))
        .isInstanceOf(CannotStart.class)
        .hasMessage(message.formatted(file));
  }
}
