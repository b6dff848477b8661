package io.dormouse.streams.verify;

import io.dormouse.language.chain.Chain;
import io.dormouse.language.chain.ChainLink;
import io.dormouse.language.wire.MalformedRecordException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * The check of one partition, record by record. It names the first record that is not as it was
 * written, and reads on only to see whether the one that was expected follows later.
 *
 * <p>Events from before the chains have no links. They come first, and get a chain that only the
 * check computes, so that an earlier check vouches for them.
 */
final class PartitionCheck {

  private static final String OLDER = "-older";

  private final ChainedTopic topic;
  private final TopicPartition partition;
  private final Part older;
  private final Part chained;
  private long records;
  private long end;
  private @Nullable Broken broken;

  /** Number that was expected where the partition broke, until it is found elsewhere. */
  private @Nullable Long missing;

  private @Nullable Long foundAt;

  /**
   * A chain so far, and the heads that it must pass.
   *
   * @param heads those that are yet to come, the lowest number first
   */
  private record Part(String name, Chain chain, Deque<KnownHead> heads) {

    static Part of(String name, List<KnownHead> known) {
      return new Part(
          name,
          Chain.begin(name),
          new ArrayDeque<>(
              known.stream()
                  .filter(head -> head.chain().equals(name))
                  .sorted(Comparator.comparingLong(head -> head.link().number()))
                  .toList()));
    }

    /** A head of the last record's number that says something else. */
    @Nullable KnownHead contradicted() {
      while (!heads.isEmpty() && heads.getFirst().link().number() < chain.next()) {
        KnownHead head = heads.removeFirst();
        if (!head.link().equals(chain.last())) {
          return head;
        }
      }
      return null;
    }

    Optional<KnownHead> head() {
      return chain.isEmpty()
          ? Optional.empty()
          : Optional.of(new KnownHead(name, chain.last(), "this check"));
    }
  }

  PartitionCheck(ChainedTopic topic, TopicPartition partition, List<KnownHead> known) {
    this.topic = topic;
    this.partition = partition;
    String name = Chain.nameOf(topic.topic(), partition.partition());
    this.chained = Part.of(name, known);
    this.older = Part.of(name + OLDER, known);
  }

  TopicPartition partition() {
    return partition;
  }

  ChainedTopic topic() {
    return topic;
  }

  /** Takes the next committed record. */
  void add(ConsumerRecord<byte[], byte[]> record) {
    records++;
    end = record.offset() + 1;
    Header link = record.headers().lastHeader(Chain.HEADER);
    if (broken != null) {
      lookForMissing(record, link);
    } else if (link == null) {
      addOlder(record);
    } else {
      addLinked(record, link.value());
    }
  }

  /** Notes that what follows the last record cannot be read. */
  void unreadable(@Nullable String why) {
    breakAtEnd("expected a record, but what the broker has there is none: " + why);
  }

  /** Ends the check at the end of the log: nothing that a head tells of may be missing. */
  void finish() {
    for (Part part : List.of(older, chained)) {
      KnownHead head = part.heads().peekFirst();
      if (head != null) {
        breakAtEnd(
            "expected the log to go on to number %d of %s, as %s says, but it ends before number %d"
                .formatted(head.link().number(), part.name(), head.source(), part.chain().next()));
      }
    }
  }

  /** Notes that there is a chain of which its writer knows nothing. */
  void unknownToWriter() {
    breakAtEnd("expected the writer to know the head of %s, but it has none".formatted(name()));
  }

  String name() {
    return chained.name();
  }

  boolean hasChainNamed(String chain) {
    return chain.equals(chained.name()) || chain.equals(older.name());
  }

  /** True if there is at least one record with a link. */
  boolean hasChain() {
    return !chained.chain().isEmpty();
  }

  long records() {
    return records;
  }

  /** Number of records from before the chain. */
  long olderRecords() {
    return older.chain().next();
  }

  Optional<Broken> broken() {
    if (broken == null || missing == null) {
      return Optional.ofNullable(broken);
    }
    String where =
        foundAt == null ? "; it is missing" : "; it follows at offset %d".formatted(foundAt);
    return Optional.of(
        new Broken(
            broken.topic(),
            broken.partition(),
            broken.offset(),
            broken.record(),
            broken.what() + where));
  }

  /** The heads of an intact partition. */
  List<KnownHead> heads() {
    List<KnownHead> heads = new ArrayList<>();
    if (broken == null) {
      older.head().ifPresent(heads::add);
      chained.head().ifPresent(heads::add);
    }
    return heads;
  }

  private void addOlder(ConsumerRecord<byte[], byte[]> record) {
    if (hasChain()) {
      breakAt(record, "expected a link, since the chain has begun, but there is none");
      return;
    }
    older.chain().add(record.key(), record.value());
    compare(record, older);
  }

  private void addLinked(ConsumerRecord<byte[], byte[]> record, byte[] link) {
    long expected = chained.chain().next();
    chained.chain().add(record.key(), record.value());
    if (chained.chain().endsWith(link)) {
      compare(record, chained);
      return;
    }
    ChainLink found;
    try {
      found = ChainLink.read(link);
    } catch (MalformedRecordException e) {
      breakAt(
          record, "the link of number %d cannot be read: %s".formatted(expected, e.getMessage()));
      return;
    }
    if (found.number() == expected) {
      breakAt(
          record,
          "number %d does not fit its hash: its key, value or link was changed, or the record before it was replaced"
              .formatted(expected));
    } else {
      breakAt(
          record,
          "expected number %d of the chain, but got %d".formatted(expected, found.number()));
      if (found.number() > expected) {
        missing = expected;
      }
    }
  }

  private void compare(ConsumerRecord<byte[], byte[]> record, Part part) {
    KnownHead head = part.contradicted();
    if (head != null) {
      breakAt(
          record,
          "number %d of %s is not the one that %s knows: the log was written anew, up to here at least"
              .formatted(head.link().number(), part.name(), head.source()));
    }
  }

  private void lookForMissing(ConsumerRecord<byte[], byte[]> record, @Nullable Header link) {
    if (missing == null || foundAt != null || link == null) {
      return;
    }
    try {
      if (ChainLink.read(link.value()).number() == missing) {
        foundAt = record.offset();
      }
    } catch (MalformedRecordException e) {
      // Not the first broken record, so not the one to tell of.
    }
  }

  private void breakAtEnd(String what) {
    if (broken == null) {
      broken = new Broken(partition.topic(), partition.partition(), end, "", what);
    }
  }

  private void breakAt(ConsumerRecord<byte[], byte[]> record, String what) {
    String key = record.key() == null ? "none" : new String(record.key(), StandardCharsets.UTF_8);
    broken =
        new Broken(
            partition.topic(),
            partition.partition(),
            record.offset(),
            "key %s, event %s".formatted(key, topic.eventId(record.value())),
            what);
  }
}
