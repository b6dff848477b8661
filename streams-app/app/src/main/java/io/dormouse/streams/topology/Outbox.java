package io.dormouse.streams.topology;

import io.dormouse.language.chain.Chain;
import io.dormouse.language.wire.Codec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Writes the turns of a processor. Under light load each turn is committed at once; under heavy
 * load turns share commits ({@link CommitPace}).
 */
public final class Outbox {

  private final ProcessorContext<String, byte[]> context;
  private final @Nullable EventChain chain;

  public Outbox(ProcessorContext<String, byte[]> context) {
    this(context, null);
  }

  /** An outbox that links the records of one sink to a chain. */
  public Outbox(ProcessorContext<String, byte[]> context, @Nullable EventChain chain) {
    this.context = context;
    this.chain = chain;
  }

  /**
   * A turn without writes yet.
   *
   * @param time of its records
   */
  public TurnWrites turn(Instant time) {
    return new TurnWrites(time);
  }

  /**
   * All writes of one turn. Each is encoded when it is added, and none is done before {@link
   * #write()}: a turn that fails on the way leaves nothing in a store or a topic.
   */
  public final class TurnWrites {

    private final long time;
    private final List<Runnable> writes = new ArrayList<>();
    private @Nullable Chain links;

    private TurnWrites(Instant time) {
      this.time = time.toEpochMilli();
    }

    /**
     * Adds a record to a sink; null is a tombstone.
     *
     * @throws IllegalStateException if the sink has a chain, and the record belongs into the
     *     partition of another task
     */
    public <T> void send(Sink<T> sink, String key, @Nullable T value) {
      Record<String, byte[]> record = new Record<>(key, bytes(sink.codec(), value), time);
      if (chain != null && chain.isOf(sink)) {
        chain.check(record);
        writes.add(() -> context.forward(linked(chain, record), sink.name()));
      } else {
        writes.add(() -> context.forward(record, sink.name()));
      }
    }

    /** Adds a value of a store; null removes it. */
    public <T> void put(RecordStore<T> store, String key, @Nullable T value) {
      byte[] encoded = bytes(store.codec(), value);
      writes.add(() -> store.put(key, encoded));
    }

    /** Adds a write that needs no encoding. */
    public void then(Runnable write) {
      writes.add(write);
    }

    /** Does all writes in their order. */
    public void write() {
      writes.forEach(Runnable::run);
      if (chain != null && links != null) {
        chain.store(links);
      }
      if (!writes.isEmpty() && CommitPace.ofThread().turn()) {
        context.commit();
      }
    }

    private Record<String, byte[]> linked(EventChain chain, Record<String, byte[]> record) {
      if (links == null) {
        links = chain.load();
      }
      return EventChain.link(links, record);
    }

    @SuppressWarnings("NullAway") // Kafka's interfaces know nulls, but do not say so
    private static <T> byte[] bytes(Codec<T> codec, @Nullable T value) {
      return value == null ? null : codec.encode(value);
    }
  }
}
