package io.dormouse.agents.provisioner.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
    assertThat(new EntryNames().of(key)).isEqualTo(entry);
  }

  @Test
  void shouldNotMakeAFileAFolder() {
    EntryNames names = new EntryNames();

    assertThat(Stream.of("a", "a-b", "a/", "a//b", "a/b", "ab/c").map(names::of))
        .containsExactly(
            "objects/a",
            "objects/a-b",
            "objects/a%2F",
            "objects/a%2F%2Fb",
            "objects/a%2Fb",
            "objects/ab/c");
  }

  @Test
  void shouldEscapeWhatNoFileNameShouldHave() {
    assertThat(new EntryNames().of("report\u0001\n.txt")).isEqualTo("objects/report%01%0A.txt");
  }

  @Test
  void shouldKeepPartsShorterThanFileSystemsTake() {
    String key = "ä".repeat(500) + "\u0001".repeat(24);

    String entry = new EntryNames().of(key);

    assertThat(entry.split("/"))
        .allMatch(part -> part.getBytes(StandardCharsets.UTF_8).length <= 255);
    assertThat(entry.substring("objects/".length()).replace("%-/", ""))
        .isEqualTo("ä".repeat(500) + "%01".repeat(24));
  }
}
