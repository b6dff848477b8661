package io.dormouse.kit.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PartsTest {

  private final List<String> closed = new ArrayList<>();
  private final Parts parts = new Parts();

  @Test
  void shouldCloseInTheReverseOrder() {
    parts.opened(() -> closed.add("first"));
    parts.opened(() -> closed.add("second"));

    parts.close();

    assertThat(closed).containsExactly("second", "first");
  }

  @Test
  void shouldCloseTheOthersWhenOneFails() {
    parts.opened(() -> closed.add("first"));
    parts.opened(() -> {
      throw new IllegalStateException("cannot close");
    });

    parts.close();

    assertThat(closed).containsExactly("first");
  }

  @Test
  void shouldCloseEachPartOnce() {
    parts.opened(() -> closed.add("first"));

    parts.close();
    parts.close();

    assertThat(closed).containsExactly("first");
  }

  @Test
  void shouldReturnThePart() {
    AutoCloseable part = () -> closed.add("part");

    assertThat(parts.opened(part)).isSameAs(part);
  }
}
