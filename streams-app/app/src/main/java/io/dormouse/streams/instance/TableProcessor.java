package io.dormouse.streams.instance;

import io.dormouse.language.wire.Codec;
import io.dormouse.language.wire.MalformedRecordException;
import io.dormouse.streams.topology.TopologySchemas;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the newest value per key of a compacted topic in a store. It decodes by itself and skips
 * undecodable records: Kafka Streams 4.3.1 cannot send dead letters from a global thread, and dies
 * of the attempt. The control API, which reads the same topics, sends such records to the dead
 * letters.
 */
final class TableProcessor<T> implements Processor<String, byte[], Void, Void> {

  private static final Logger LOG = LoggerFactory.getLogger(TableProcessor.class);

  private final String name;
  private Codec<T> codec;
  private KeyValueStore<String, T> store;

  @SuppressWarnings("NullAway.Init")
  TableProcessor(String name, Codec<T> codec) {
    this.name = name;
    this.codec = codec;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    store = context.getStateStore(name);
    codec = codec.reading(TopologySchemas.of(context));
  }

  @Override
  public void process(Record<String, byte[]> record) {
    try {
      if (record.key() == null) {
        throw new MalformedRecordException("Expected a key, but the record has none.");
      }
      if (record.value() == null) {
        store.delete(record.key());
      } else {
        store.put(record.key(), codec.decode(record.value()));
      }
    } catch (MalformedRecordException e) {
      LOG.atWarn()
          .setMessage("record of a table passed over")
          .addKeyValue("table", name)
          .addKeyValue("reason", e.getMessage())
          .log();
    }
  }
}
