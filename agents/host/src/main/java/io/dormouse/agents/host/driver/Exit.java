package io.dormouse.agents.host.driver;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * End of a replica.
 *
 * @param code exit code, or null if nobody saw it
 * @param outOfMemory true if the kernel killed one of its processes for lack of memory
 */
public record Exit(@Nullable Integer code, boolean outOfMemory, Instant at) {

  /** Words for a message, such as {@code with exit code 3}. */
  public String words() {
    String how = code == null ? "and nobody saw its exit code" : "with exit code " + code;
    return outOfMemory ? how + " after it ran out of memory" : how;
  }
}
