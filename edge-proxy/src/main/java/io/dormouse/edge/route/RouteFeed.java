package io.dormouse.edge.route;

import io.dormouse.kit.topics.Checkpoint;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicReader;
import io.dormouse.kit.topics.TopicReader.Source;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.language.wire.Codec;
import io.dormouse.language.wire.Codecs;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a routing table up to date with the topics.
 *
 * <p>A table from a snapshot is in use already, so it must not go back in time: records that are
 * read before the reader has caught up are put aside, and then change the table in one go.
 *
 * <p>The table is also read without Kafka. Records of newer schemas are in it as this version
 * understands them.
 */
public final class RouteFeed implements AutoCloseable {

  private final RoutingTable table;
  private final TopicReader reader;
  private final CompletableFuture<Void> caughtUp;
  private @Nullable Catchup catchup;
  private volatile boolean narrowed;

  /**
   * A table and its position in the topics.
   *
   * @param from null if the table is empty
   */
  public record Origin(RoutingTable table, @Nullable Checkpoint from) {}

  /** Starts to read. */
  public RouteFeed(
      KafkaSettings kafka,
      String name,
      TopicWriter deadLetters,
      AnnouncedSchemas schemas,
      Origin origin) {
    this.table = origin.table();
    this.catchup = origin.from() == null ? null : new Catchup();
    this.reader =
        new TopicReader(
            kafka,
            name,
            deadLetters,
            List.of(
                Source.table(
                    Topic.DOMAINS,
                    Codecs.DOMAIN_ROUTE.reading(schemas),
                    (key, route, raw) ->
                        routed(key, route, own(Codecs.DOMAIN_ROUTE, route, raw.value()))),
                Source.table(
                    Topic.INSTANCES,
                    Codecs.INSTANCE_VIEW.reading(schemas),
                    (key, view, raw) ->
                        seen(key, view, own(Codecs.INSTANCE_VIEW, view, raw.value())))),
            origin.from());
    this.caughtUp = reader.caughtUp().thenRun(this::takeOver);
  }

  /** Done when the table has all that was in the topics at the start. */
  public CompletableFuture<Void> caughtUp() {
    return caughtUp.copy();
  }

  /** The position of the table in the topics; empty before it has caught up. */
  public Optional<Checkpoint> checkpoint() {
    return caughtUp.isDone() ? reader.checkpoint() : Optional.empty();
  }

  /**
   * True if the table lacks parts of records that only a newer version understands. A snapshot of
   * it would keep them from that version.
   */
  public boolean narrowed() {
    return narrowed;
  }

  private <T> byte[] own(Codec<T> codec, @Nullable T value, byte[] encoded) {
    if (value == null || codec.knows(encoded)) {
      return encoded;
    }
    narrowed = true;
    return codec.encode(value);
  }

  /** The number of records still to be read, as far as is known. */
  public long unread() {
    return reader.unread();
  }

  private synchronized void takeOver() {
    Catchup over = catchup;
    catchup = null;
    if (over != null) {
      over.moveTo(table, reader.resumed());
    }
  }

  private synchronized void routed(String key, @Nullable DomainRoute route, byte[] encoded) {
    DomainName domain = new DomainName(key);
    if (catchup != null) {
      catchup.routed(domain, route, encoded);
    } else if (route == null) {
      table.remove(domain);
    } else {
      table.put(route, encoded);
    }
  }

  private synchronized void seen(String key, @Nullable InstanceView view, byte[] encoded) {
    InstanceId instance = new InstanceId(key);
    if (catchup != null) {
      catchup.seen(instance, view, encoded);
    } else if (view == null) {
      table.remove(instance);
    } else {
      table.put(view, encoded);
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
