package io.dormouse.streams.instance;

import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.streams.topology.Outbox.TurnWrites;
import io.dormouse.streams.topology.StorePart;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Goes through all instances of a store when blueprints have new versions, a part at a time. A part
 * of the store remembers the versions of the last complete sweep, so that a restart repeats only
 * one that was under way.
 */
final class BlueprintSweep {

  static final StorePart SWEPT = StorePart.named("swept");

  private final KeyValueStore<String, byte[]> store;
  private final KeyValueStore<String, Blueprint> blueprints;
  private final Map<String, Blueprint> changed = new HashMap<>();
  private String next = "";

  BlueprintSweep(KeyValueStore<String, byte[]> store, KeyValueStore<String, Blueprint> blueprints) {
    this.store = store;
    this.blueprints = blueprints;
  }

  /**
   * The newest version of a blueprint of the sweep that is under way; null if it did not change.
   */
  @Nullable Blueprint changed(String blueprint) {
    return changed.get(blueprint);
  }

  /**
   * The next instances to look at, at most so many; none if no blueprint has changed. The last ones
   * add to the turn that the sweep is complete.
   */
  List<InstanceId> next(int most, TurnWrites writes) {
    if (changed.isEmpty()) {
      begin();
    }
    if (changed.isEmpty()) {
      return List.of();
    }
    List<InstanceId> ids = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> states =
        store.range(next, Objects.requireNonNull(StorePart.PLAIN.last()))) {
      while (states.hasNext() && ids.size() < most) {
        ids.add(new InstanceId(states.next().key));
      }
      if (states.hasNext()) {
        next = states.next().key;
      } else {
        end(writes);
      }
    }
    return ids;
  }

  private void begin() {
    next = "";
    try (KeyValueIterator<String, Blueprint> all = blueprints.all()) {
      all.forEachRemaining(entry -> {
        if (swept(entry.key) != entry.value.version()) {
          changed.put(entry.key, entry.value);
        }
      });
    }
  }

  private void end(TurnWrites writes) {
    for (Blueprint blueprint : changed.values()) {
      byte[] version = ByteBuffer.allocate(Integer.BYTES).putInt(blueprint.version()).array();
      writes.then(() -> store.put(SWEPT.key(blueprint.id().value()), version));
    }
    writes.then(changed::clear);
  }

  private int swept(String blueprint) {
    byte[] version = store.get(SWEPT.key(blueprint));
    return version == null ? 0 : ByteBuffer.wrap(version).getInt();
  }
}
