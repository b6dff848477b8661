package io.dormouse.streams.instance;

import static io.dormouse.core.Sample.BLUEPRINT;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.streams.MapStore;
import io.dormouse.streams.topology.Outbox;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.Test;

/** The sweep over the instances, across restarts. */
class BlueprintSweepTest {

  private final MapStore<String, byte[]> store = new MapStore<>("instances");
  private final MapStore<String, Blueprint> blueprints = new MapStore<>("blueprints");
  private final Outbox outbox = new Outbox(context());

  BlueprintSweepTest() {
    Stream.of("a", "b", "c").forEach(id -> store.put(id, new byte[0]));
    store.put(DeadlineStore.BY_TIME.key("000a"), new byte[0]);
    blueprints.put("notes", BLUEPRINT);
  }

  private static MockProcessorContext<String, byte[]> context() {
    MockProcessorContext<String, byte[]> context = new MockProcessorContext<>();
    context.setCurrentSystemTimeMs(0);
    return context;
  }

  @Test
  void shouldGoThroughAllInstancesOnce() {
    BlueprintSweep sweep = sweep();

    assertThat(next(sweep)).containsExactly("a", "b");
    assertThat(sweep.changed("notes")).isEqualTo(BLUEPRINT);
    assertThat(sweep.changed("other")).isNull();
    assertThat(next(sweep)).containsExactly("c");
    assertThat(next(sweep)).isEmpty();
    assertThat(sweep.changed("notes")).isNull();
  }

  @Test
  void shouldRepeatASweepThatWasUnderWay() {
    next(sweep());

    BlueprintSweep restarted = sweep();

    assertThat(next(restarted)).containsExactly("a", "b");
    assertThat(next(restarted)).containsExactly("c");
  }

  @Test
  void shouldNotRepeatACompleteSweep() {
    BlueprintSweep before = sweep();
    next(before);
    next(before);

    assertThat(next(sweep())).isEmpty();
  }

  @Test
  void shouldSweepAgainWhenAnotherVersionComes() {
    BlueprintSweep sweep = sweep();
    next(sweep);
    blueprints.put("notes", version(9));
    next(sweep);

    assertThat(next(sweep)).containsExactly("a", "b");
    assertThat(sweep.changed("notes")).isEqualTo(version(9));
  }

  private BlueprintSweep sweep() {
    return new BlueprintSweep(store, blueprints);
  }

  private List<String> next(BlueprintSweep sweep) {
    Outbox.TurnWrites writes = outbox.turn(Instant.EPOCH);
    List<String> ids = sweep.next(2, writes).stream().map(InstanceId::value).toList();
    writes.write();
    return ids;
  }

  private static Blueprint version(int version) {
    return new Blueprint(
        BLUEPRINT.id(),
        version,
        BLUEPRINT.spec(),
        1,
        BLUEPRINT.passivation(),
        BLUEPRINT.pool(),
        BLUEPRINT.resources(),
        null);
  }
}
