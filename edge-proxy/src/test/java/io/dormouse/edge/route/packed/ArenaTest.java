package io.dormouse.edge.route.packed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArenaTest {

  @Test
  void shouldNotGrowWithChanges() {
    Arena arena = new Arena(1 << 16);
    PackedMap map = new PackedMap(new Packer(), 0, arena);
    Random random = new Random(3);
    byte[] value = new byte[400];
    for (int change = 0; change < 11_000; change++) {
      random.nextBytes(value);
      map.put(("key-" + random.nextInt(1_000)).getBytes(StandardCharsets.US_ASCII), value);
    }
    // 1,000 records of about 415 bytes are six chunks and a half; a third more may be unused.
    assertThat(arena.chunks()).isBetween(7, 11);
    assertThat(map.size()).isEqualTo(1_000);
  }

  @Test
  void shouldNumberChunksAnewWhenAllNumbersWereUsed() {
    Arena arena = new Arena(1 << 10);
    int kept = arena.reserve(1 << 10);
    int half = 600;
    int last = arena.reserve(half);
    while (arena.turn() == 0) {
      int next = arena.reserve(half);
      if (arena.release(last, half)) {
        arena.drop(Arena.number(last));
      }
      assertThat(Arena.number(next)).isNotIn(0, Arena.number(kept));
      last = next;
    }
    assertThat(arena.chunk(kept)).isNotNull();
  }
}
