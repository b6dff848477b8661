package io.dormouse.local.system;

import io.dormouse.kit.topics.KafkaSettings;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Looks for texts in bytes, in the encodings in which a JVM or a program would leave them. Also
 * finds texts that lie across two parts of a stream.
 */
final class SecretScan {

  private static final List<Charset> ENCODINGS =
      List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE);
  private static final int PART = 1 << 20;

  private final Map<String, String> texts;
  private final Set<String> found = new TreeSet<>();

  /**
   * @param texts the texts to look for, by name
   */
  SecretScan(Map<String, String> texts) {
    this.texts = Map.copyOf(texts);
  }

  /** The names of the texts that were found, each with the place. */
  Set<String> found() {
    return found;
  }

  void in(String where, byte[] bytes) {
    texts.forEach((name, text) -> {
      for (Charset encoding : ENCODINGS) {
        if (contains(bytes, text.getBytes(encoding))) {
          found.add(name + " in " + where);
        }
      }
    });
  }

  void inFile(Path file) throws IOException {
    int longest = texts.values().stream().mapToInt(text -> text.length() * 4).max().orElse(0);
    byte[] part = new byte[PART + longest];
    int kept = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      for (int read = in.readNBytes(part, kept, PART); read > 0; ) {
        int length = kept + read;
        in(file.getFileName().toString(), Arrays.copyOf(part, length));
        kept = Math.min(longest, length);
        System.arraycopy(part, length - kept, part, 0, kept);
        read = in.readNBytes(part, kept, PART);
      }
    }
  }

  void inFolder(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        inFile(file);
      }
    }
  }

  /** Every byte of every topic: keys, values and headers. */
  void inTopics(KafkaSettings kafka) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            kafka.bootstrapServers(),
            "auto.offset.reset",
            "earliest",
            "enable.auto.commit",
            false);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.listTopics().values().stream()
              .flatMap(List::stream)
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream()
          .anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
        consumer.poll(Duration.ofMillis(200)).forEach(this::in);
      }
    }
  }

  private void in(ConsumerRecord<byte[], byte[]> record) {
    String where = record.topic();
    if (record.key() != null) {
      in(where, record.key());
    }
    if (record.value() != null) {
      in(where, record.value());
    }
    for (Header header : record.headers()) {
      if (header.value() != null) {
        in(where, header.value());
      }
    }
  }

  private static boolean contains(byte[] bytes, byte[] wanted) {
    for (int at = 0; at <= bytes.length - wanted.length; at++) {
      if (bytes[at] == wanted[0]
          && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
        return true;
      }
    }
    return false;
  }
}
