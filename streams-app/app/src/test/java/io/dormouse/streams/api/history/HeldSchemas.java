package io.dormouse.streams.api.history;

import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.language.wire.ReleasedSchemas;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An announcement of a schema, which can be held back. Who asks for it then does not give up its
 * thread until it comes or the thread is interrupted, as a long read does not.
 */
final class HeldSchemas implements AnnouncedSchemas {

  private static final int ID = 4711;

  /** Readers that are held now. */
  final AtomicInteger waiting = new AtomicInteger();

  private volatile String text = "";
  private volatile boolean held;

  /** The same record as one of a program with the announced schema. */
  byte[] announced(byte[] record) {
    ByteBuffer framed = ByteBuffer.wrap(record.clone());
    text = Objects.requireNonNull(ReleasedSchemas.texts().get(framed.getInt(1)));
    return framed.putInt(1, ID).array();
  }

  void hold(boolean now) {
    held = now;
  }

  @Override
  public Optional<String> await(int id) {
    waiting.incrementAndGet();
    while (held && !Thread.currentThread().isInterrupted()) {
      Thread.onSpinWait();
    }
    waiting.decrementAndGet();
    return Optional.ofNullable(all().get(id));
  }

  @Override
  public Map<Integer, String> all() {
    return Map.of(ID, text);
  }
}
