package io.dormouse.language.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.PoolName;
import io.dormouse.language.owner.OwnerId;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {

  /** Texts that no id accepts. */
  static Stream<String> hostile() {
    return Stream.of(
        "",
        " ",
        "-",
        "-a",
        "a-",
        ".",
        "a.",
        "A",
        "ä",
        "а",
        "a b",
        "a\n",
        "\na",
        "a\0",
        "a/b",
        "a..b/../c",
        "../a",
        "a%2fb",
        "a'b",
        "a\"b",
        "a;b",
        "a:b",
        "a\tb",
        "a\u200bb",
        "a\u0131",
        "ａ",
        "🐭",
        "a".repeat(64),
        "a".repeat(100_000),
        "-".repeat(40));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "0", "acme", "a-b", "a--b", "127", "xn--zo-lka"})
  void shouldTakeDnsLabelsAsInstanceIds(String text) {
    assertThat(new InstanceId(text)).hasToString(text);
  }

  @Test
  void shouldTakeInstanceIdsUpTo40Characters() {
    assertThat(new InstanceId("a".repeat(40)).value()).hasSize(40);
    assertThatThrownBy(() -> new InstanceId("a".repeat(41)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Expected an instance id of 1 to 40 characters");
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void shouldRefuseHostileIds(String text) {
    for (Function<String, Object> id :
        Stream.<Function<String, Object>>of(
                InstanceId::new, HostId::new, PoolName::new, BlueprintId::new)
            .toList()) {
      assertThatThrownBy(() -> id.apply(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Expected a")
          .hasMessageEndingWith("but got '" + text + "'.");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"h", "host-1", "host_1", "rack-1.example.org", "0"})
  void shouldTakeNamesOfHosts(String text) {
    assertThat(new HostId(text)).hasToString(text);
  }

  @Test
  void shouldOrderInstancesByName() {
    assertThat(Stream.of("b", "a-1", "a").map(InstanceId::new).sorted())
        .extracting(InstanceId::value)
        .containsExactly("a", "a-1", "b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"acme.0", "acme.7", "a-b.2147483647", "0.0"})
  void shouldParseTheReplicasThatItWrites(String text) {
    assertThat(ReplicaId.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "acme",
        "acme.",
        ".0",
        "acme.-1",
        "acme.+1",
        "acme.01",
        "acme.x",
        "acme.0.0",
        "acme.2147483648",
        "acme.٣",
        "acme. 0",
        "acme.0 ",
        "Acme.0",
        "acme.0\n",
        "acme/0"
      })
  void shouldRefuseWhatIsNoReplica(String text) {
    assertThatThrownBy(() -> ReplicaId.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Expected a");
  }

  @ParameterizedTest
  @CsvSource({
    "k #1, k #2, true",
    "k #1, k, true",
    "k #1, k 2, true",
    "k #1, k #1, false",
    "k #1, kk #2, false",
    "k #1, kk, false",
    "k, k #1, false",
    "k, k 2, false"
  })
  void shouldKnowTheKeyOfAnotherCommand(String id, String other, boolean reused) {
    assertThat(new CommandId(id).reusesKeyOf(new CommandId(other))).isEqualTo(reused);
  }

  @Test
  void shouldLimitIdsOfOthers() {
    assertThat(new CommandId("c".repeat(200)).value()).hasSize(200);
    assertThat(new EventId("e".repeat(280)).value()).hasSize(280);
    assertThat(new OwnerId("o".repeat(100)).value()).hasSize(100);
    assertThatThrownBy(() -> new CommandId("c".repeat(201)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new EventId("e".repeat(281)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new OwnerId("o".repeat(101)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CommandId(" \t")).isInstanceOf(IllegalArgumentException.class);
  }
}
