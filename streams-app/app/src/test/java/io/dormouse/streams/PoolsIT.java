package io.dormouse.streams;

import static io.dormouse.core.Sample.OWNER;
import static io.dormouse.core.Sample.REQUEST;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.Sample;
import io.dormouse.kit.topics.EmbeddedBroker;
import io.dormouse.kit.topics.KeyPartitioner;
import io.dormouse.kit.topics.TopicReader;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.host.HostEvent.HostJoined;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.HostReport;
import io.dormouse.language.host.PoolName;
import io.dormouse.language.host.RecordedHostEvent;
import io.dormouse.language.instance.InstanceCommand;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.instance.InstanceCommand.WakeInstance;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.resources.ResourceMode;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.verify.VerifyMain;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several pools, each with its scheduler in a partition of its own. */
class PoolsIT {

  private static final int POOLS = 3;
  private static final List<String> NAMES = List.of("alpha", "beta", "gamma");

  private final Map<String, HostId> placed = new ConcurrentHashMap<>();
  private final Map<PoolName, Integer> joined = new ConcurrentHashMap<>();

  @Test
  void shouldPlaceEachInstanceOnAHostOfItsPool(@TempDir Path state) throws Exception {
    assertThat(NAMES.stream().map(pool -> KeyPartitioner.partition(pool, POOLS)).distinct())
        .as("partitions of the pools")
        .hasSizeGreaterThan(1);
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        TestBrain it = TestBrain.on(broker, state, "--topics.pools=" + POOLS);
        TopicReader views =
            new TopicReader(
                it.kafka(),
                "views",
                it.writer(),
                List.of(
                    TopicReader.Source.table(
                        Topic.INSTANCES, Codecs.INSTANCE_VIEW, (key, view, raw) -> note(key, view)),
                    TopicReader.Source.news(
                        Topic.HOST_EVENTS,
                        Codecs.HOST_EVENT,
                        (key, event, raw) -> note(event, raw.partition()))))) {
      NAMES.forEach(pool ->
          it.writer().write(Topic.BLUEPRINTS, pool, Codecs.BLUEPRINT, blueprint(pool)).join());
      it.start();
      for (String pool : NAMES) {
        command(it.writer(), pool, create(pool));
        command(it.writer(), pool, new WakeInstance(REQUEST));
      }

      awaitPlaced(it.writer());

      assertThat(placed)
          .containsOnly(
              Map.entry("i-alpha", host("alpha")),
              Map.entry("i-beta", host("beta")),
              Map.entry("i-gamma", host("gamma")));
      assertThat(joined)
          .as("partitions in which the hosts of pools have joined")
          .isEqualTo(
              NAMES.stream()
                  .collect(toMap(PoolName::new, pool -> KeyPartitioner.partition(pool, POOLS))));
      views.caughtUp().join();
      assertThat(
              VerifyMain.run(
                  List.of("--kafka.bootstrap.servers=" + broker.bootstrapServers()),
                  Map.of(),
                  System.out,
                  System.err))
          .as("exit code of the check of the chains of all pools")
          .isZero();
    }
  }

  /** The hosts report meanwhile, as their agents do. */
  private void awaitPlaced(TopicWriter writer) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (placed.size() < NAMES.size() || joined.size() < NAMES.size()) {
      assertThat(System.nanoTime())
          .as("waited for a minute, placed: %s, joined: %s", placed, joined)
          .isLessThan(end);
      for (String pool : NAMES) {
        HostReport report =
            new HostReport(
                host(pool),
                new PoolName(pool),
                "incarnation-1",
                "process",
                2,
                1024 * Sample.MIB,
                List.of());
        writer
            .writeOfPool(
                new PoolName(pool),
                Topic.HOST_REPORTS,
                host(pool).value(),
                Codecs.HOST_REPORT,
                report)
            .join();
      }
      LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
    }
  }

  private void note(String instance, @Nullable InstanceView view) {
    if (view != null && view.host() != null) {
      placed.put(instance, Objects.requireNonNull(view.host()));
    }
  }

  private void note(@Nullable RecordedHostEvent recorded, int partition) {
    if (recorded != null && recorded.event() instanceof HostJoined event) {
      joined.put(event.pool(), partition);
    }
  }

  private static HostId host(String pool) {
    return new HostId("host-of-" + pool);
  }

  private static CreateInstance create(String pool) {
    return new CreateInstance(new BlueprintId(pool), null, null, OWNER, null);
  }

  private static void command(TopicWriter writer, String pool, InstanceCommand command) {
    CommandEnvelope envelope =
        new CommandEnvelope(
            new CommandId(command.getClass().getSimpleName() + "-" + pool),
            Actor.system("test"),
            command);
    writer.write(Topic.INSTANCE_COMMANDS, "i-" + pool, Codecs.INSTANCE_COMMAND, envelope).join();
  }

  private static Blueprint blueprint(String pool) {
    return new Blueprint(
        new BlueprintId(pool),
        1,
        Sample.SPEC,
        1,
        PassivationPolicy.DEFAULT,
        new PoolName(pool),
        ResourceMode.SHARED,
        null);
  }
}
