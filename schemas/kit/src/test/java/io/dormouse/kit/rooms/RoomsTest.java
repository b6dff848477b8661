package io.dormouse.kit.rooms;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class RoomsTest {

  private static final String KIT = "io.dormouse.kit";

  @Test
  void shouldKeepTheKitsImportsOneWay() {
    Rooms.assertOneWay(KIT, "settings", "parts", "retry", "metrics", "admin", "topics");
  }

  @Test
  void shouldSeeAnImportTheOtherWay() {
    assertThatThrownBy(() -> Rooms.assertOneWay(KIT, "topics", "settings"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("io.dormouse.kit.topics.KafkaSettings");
  }

  @Test
  void shouldSeeARoomThatIsNotThere() {
    assertThatThrownBy(() -> Rooms.assertOneWay(KIT, "cellar")).isInstanceOf(AssertionError.class);
  }
}
