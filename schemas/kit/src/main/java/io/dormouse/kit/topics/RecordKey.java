package io.dormouse.kit.topics;

import io.dormouse.language.wire.MalformedRecordException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The keys of records, which are texts in UTF-8. */
public final class RecordKey {

  private RecordKey() {}

  /**
   * Reads the key.
   *
   * @throws MalformedRecordException if the record has none
   */
  public static String of(ConsumerRecord<byte[], byte[]> raw) {
    if (raw.key() == null) {
      throw new MalformedRecordException("Expected a key, but the record has none.");
    }
    return new String(raw.key(), StandardCharsets.UTF_8);
  }
}
