package io.dormouse.kit.topics;

import io.dormouse.kit.topics.TopicReader.Handler;
import io.dormouse.kit.topics.TopicReader.Source;
import io.dormouse.language.activity.ActivityReport;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Records that a reader handed over, in order: {@code key=requests}, or {@code key gone}. */
final class Heard implements Handler<ActivityReport> {

  private final List<String> records = new CopyOnWriteArrayList<>();
  private final Predicate<String> wanted;

  Heard() {
    this(key -> true);
  }

  Heard(Predicate<String> wanted) {
    this.wanted = wanted;
  }

  @Override
  public boolean wants(String key) {
    return wanted.test(key);
  }

  @Override
  public void accept(
      String key, @Nullable ActivityReport value, ConsumerRecord<byte[], byte[]> raw) {
    if (value != null && value.requests() == Long.MAX_VALUE) {
      throw new IllegalStateException("Expected fewer requests.");
    }
    records.add(value == null ? key + " gone" : key + "=" + value.requests());
  }

  Source<ActivityReport> table() {
    return Source.table(Topic.ACTIVITY, Codecs.ACTIVITY, this);
  }

  Source<ActivityReport> news() {
    return Source.news(Topic.ACTIVITY, Codecs.ACTIVITY, this);
  }

  Source<ActivityReport> of(Integer... partitions) {
    return new Source<>(Topic.ACTIVITY, Codecs.ACTIVITY, List.of(partitions), true, this);
  }

  void clear() {
    records.clear();
  }

  List<String> records() {
    return List.copyOf(records);
  }

  void awaitRecords(int count) {
    Await.until(count + " records, so far " + records, () -> records.size() >= count);
  }
}
