package io.dormouse.kit.parts;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open parts of a program. Closing closes them in the reverse order; a part that fails to close
 * is logged and keeps no other open.
 */
public final class Parts implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /** Takes a part that was just opened, and returns it. */
  public synchronized <T extends AutoCloseable> T opened(T part) {
    open.push(part);
    return part;
  }

  /** Closes all parts, the newest first. */
  @Override
  public synchronized void close() {
    while (!open.isEmpty()) {
      AutoCloseable part = open.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.atWarn().setMessage("a part did not close").setCause(e).log();
      }
    }
  }
}
