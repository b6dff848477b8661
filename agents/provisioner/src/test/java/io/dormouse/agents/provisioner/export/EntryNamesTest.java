package io.dormouse.agents.provisioner.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntryNamesTest {

  @ParameterizedTest
  @CsvSource({
    "a.txt, objects/a.txt",
    "folder/ä b.txt, objects/folder/ä b.txt",
    "../../etc/passwd, objects/%2E%2E/%2E%2E/etc/passwd",
    "/etc/passwd, objects/%/etc/passwd",
    "a/./b, objects/a/%2E/b",
    "..\\a, objects/..%5Ca",
    "100%, objects/100%25"
  })
  void shouldKeepEveryKeyInsideTheFolder(String key, String entry) {
    assertThat(EntryNames.of(key)).isEqualTo(entry);
  }
}
