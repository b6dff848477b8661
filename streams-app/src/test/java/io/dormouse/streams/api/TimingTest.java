package io.dormouse.streams.api;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.apache.kafka.clients.consumer.*; import org.apache.kafka.common.*; import java.util.*; import java.time.Duration;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
@ExtendWith(InSurroundings.class)
final class TimingTest {
  private final Surroundings it;
  TimingTest(Surroundings it) { this.it = it; }
  void run(Map<String, Object> more, boolean unassign, Duration close) {
      Map<String, Object> all = new HashMap<>(Map.of("bootstrap.servers", it.kafka.bootstrapServers(), "isolation.level", "read_committed", "enable.auto.commit", false, "auto.offset.reset", "earliest"));
      all.putAll(more);
      var c = new KafkaConsumer<byte[], byte[]>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
      var p = new TopicPartition("dormouse.instance-events", 2);
      c.assign(List.of(p)); c.seekToBeginning(List.of(p));
      var e = c.endOffsets(List.of(p)); 
      var r = c.poll(Duration.ofMillis(200)); 
      if (unassign) c.unsubscribe();
      long t0 = System.nanoTime();
      c.close(CloseOptions.timeout(close)); System.err.println("T " + r.count() + " close " + (System.nanoTime() - t0)/1000 + " " + more + unassign + close);
  }
  @Test void t() {
    it.instance("timed");
    for (int i = 0; i < 2; i++) {
      run(Map.of(), false, Duration.ofSeconds(30));
      run(Map.of("fetch.max.wait.ms", 10), false, Duration.ofSeconds(30));
      run(Map.of("fetch.max.wait.ms", 10, "max.poll.records", 5000), false, Duration.ofSeconds(30));
      run(Map.of("fetch.max.wait.ms", 10, "default.api.timeout.ms", 5000, "request.timeout.ms", 4000), false, Duration.ofSeconds(30));
      run(Map.of("fetch.max.wait.ms", 10, "client.id", "api-h"), false, Duration.ofSeconds(30));
      run(Map.of(), true, Duration.ofSeconds(30));
      run(Map.of(), false, Duration.ZERO);
    }
  }
}
