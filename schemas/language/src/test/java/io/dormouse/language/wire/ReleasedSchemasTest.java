package io.dormouse.language.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.SortedMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;

/**
 * The contracts in {@code src/main/avro} and the released schemas agree. With {@code
 * -Dschemas.release=true} a contract that changed gets the next id.
 */
class ReleasedSchemasTest {

  @Test
  void shouldHaveReleasedEveryContractAsItIs() throws IOException {
    if (Contracts.RELEASE) {
      Contracts.release();
    }
    for (String name : Contracts.names()) {
      assertThat(Contracts.newestReleased(name))
          .as(
              "The contract of %s says something else than the newest released schema. Run `%s` to release it"
                  + " under a new id",
              name, Contracts.HOW_TO_RELEASE)
          .contains(Contracts.contract(name));
    }
  }

  @Test
  void shouldReadEveryReleasedVersionWithTheNewest() {
    SortedMap<Integer, Schema> all = Contracts.released();
    assertThat(all).isNotEmpty();
    for (Schema old : all.values()) {
      Schema newest = all.get(Contracts.catalog().newest(old.getName()));
      assertThat(SchemaCompatibility.checkReaderWriterCompatibility(newest, old).getType())
          .as(
              "%s: a new field needs a default, and a union or enum loses nothing that it had",
              old.getName())
          .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }
  }
}
