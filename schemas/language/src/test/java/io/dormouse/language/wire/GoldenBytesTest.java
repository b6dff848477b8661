package io.dormouse.language.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bytes of every schema ever released are read for ever, and the newest schemas still write what
 * they wrote. With {@code -Dschemas.release=true} a newly released schema gets its golden bytes;
 * existing ones never change.
 */
class GoldenBytesTest {

  @BeforeAll
  static void release() throws IOException {
    if (Contracts.RELEASE) {
      Contracts.release();
      Contracts.released()
          .forEach((id, schema) -> {
            if (Contracts.catalog().newest(schema.getName()) == id) {
              GoldenFile.of(id, schema.getName()).writeIfMissing(bytes(schema.getName()));
            }
          });
    }
  }

  static Stream<Arguments> released() {
    return Contracts.released().entrySet().stream()
        .map(entry -> Arguments.of(entry.getKey(), entry.getValue().getName()));
  }

  static Stream<Arguments> newest() {
    SchemaCatalog catalog = Contracts.catalog();
    return Contracts.released().values().stream()
        .map(Schema::getName)
        .distinct()
        .map(name -> Arguments.of(catalog.newest(name), name));
  }

  @ParameterizedTest(name = "{0}-{1}")
  @MethodSource("released")
  void shouldReadWhatEveryReleasedSchemaWrote(int id, String contract) {
    Samples samples = Samples.of(Contracts.catalog(), contract);
    golden(id, contract)
        .forEach((branch, bytes) ->
            assertThatCode(() -> samples.decode(bytes))
                .as(
                    "%s of schema %d-%s is in somebody's log and cannot be read any more. Change the"
                        + " contract or the type so that it can; never change or remove a golden file"
                        + " or a released schema",
                    branch, id, contract)
                .doesNotThrowAnyException());
  }

  @ParameterizedTest(name = "{0}-{1}")
  @MethodSource("newest")
  void shouldReadTheNewestAsTheValuesTheyWere(int id, String contract) {
    Samples samples = Samples.of(Contracts.catalog(), contract);
    Map<String, Object> read = new LinkedHashMap<>();
    golden(id, contract).forEach((branch, bytes) -> read.put(branch, samples.decode(bytes)));
    assertThat(read)
        .as(
            "%d-%s: a branch without bytes belongs to a new contract, release it by `%s`. Another"
                + " value means that the reading has changed, or the samples: put those back",
            id, contract, Contracts.HOW_TO_RELEASE)
        .isEqualTo(samples.values());
  }

  @ParameterizedTest(name = "{0}-{1}")
  @MethodSource("newest")
  void shouldStillWriteTheNewestAsTheyWere(int id, String contract) {
    Samples samples = Samples.of(Contracts.catalog(), contract);
    golden(id, contract)
        .forEach((branch, bytes) ->
            assertThat(samples.encode(samples.decode(bytes)))
                .as(
                    "%s of schema %d-%s is written in another way than when it was released. A"
                        + " contract that changed needs a new id: `%s`",
                    branch, id, contract, Contracts.HOW_TO_RELEASE)
                .isEqualTo(bytes));
  }

  private static Map<String, byte[]> golden(int id, String contract) {
    GoldenFile file = GoldenFile.of(id, contract);
    assertThat(file.exists())
        .as(
            "%s is missing. Get it back from the history; if the schema is new, make it by `%s`",
            file.path(), Contracts.HOW_TO_RELEASE)
        .isTrue();
    return file.read();
  }

  private static Map<String, byte[]> bytes(String contract) {
    Samples samples = Samples.of(Contracts.catalog(), contract);
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    samples.values().forEach((branch, value) -> bytes.put(branch, samples.encode(value)));
    return bytes;
  }
}
