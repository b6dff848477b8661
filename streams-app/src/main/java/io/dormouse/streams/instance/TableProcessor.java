package io.dormouse.streams.instance;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Keeps the newest value per key of a compacted topic in a store. */
final class TableProcessor<T> implements Processor<String, T, Void, Void> {

  private final String name;
  private KeyValueStore<String, T> store;

  @SuppressWarnings("NullAway.Init")
  TableProcessor(String name) {
    this.name = name;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    store = context.getStateStore(name);
  }

  @Override
  public void process(Record<String, T> record) {
    store.put(record.key(), record.value());
  }
}
