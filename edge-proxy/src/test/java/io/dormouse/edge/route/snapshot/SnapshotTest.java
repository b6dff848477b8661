package io.dormouse.edge.route.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dormouse.edge.Views;
import io.dormouse.edge.route.RoutingTable;
import io.dormouse.edge.route.RoutingTableTest;
import io.dormouse.kit.topics.Checkpoint;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.instance.InstanceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {

  private static final KafkaSettings KAFKA =
      new KafkaSettings("127.0.0.1:9", "snapshot-test.", 4, 1, 1);
  private static final int ROUTES = 500;

  @TempDir private Path directory;

  private final Checkpoint checkpoint =
      new Checkpoint(
          Map.of("snapshot-test.domains", Uuid.randomUuid()),
          CheckpointForm.partitions(KAFKA).stream()
              .collect(Collectors.toMap(p -> p, p -> 1_000L + p.partition())),
          Instant.ofEpochMilli(1_800_000_000_123L));
  private final RoutingTable table = new RoutingTable();

  @SuppressWarnings("NullAway.Init")
  SnapshotTest() {
    for (int i = 0; i < ROUTES; i++) {
      table.put(RoutingTableTest.route(domain(i), "https://example.org/" + i));
      table.put(Views.of("tenant-" + i, i).build());
    }
  }

  private static String domain(int i) {
    return "tenant-" + i + ".example.org";
  }

  private Snapshot snapshot() {
    return new Snapshot(directory.resolve("made/by/it/routes.snapshot"), KAFKA);
  }

  private Path file() {
    return directory.resolve("made/by/it/routes.snapshot");
  }

  @Test
  void shouldKnowAgainWhatWasWritten() throws Exception {
    snapshot().write(table, checkpoint);

    Snapshot.Read read = snapshot().read().orElseThrow();

    assertThat(read.checkpoint()).isEqualTo(checkpoint);
    assertKnowsAll(read.table());
    assertThat(directory.resolve("made/by/it").toFile().list()).containsExactly("routes.snapshot");
  }

  @Test
  void shouldWriteWhatItReadAndWhatCameSince() throws Exception {
    snapshot().write(table, checkpoint);
    RoutingTable second = snapshot().read().orElseThrow().table();
    for (int i = ROUTES; i < 4 * ROUTES; i++) {
      second.put(Views.of("tenant-" + i, i).build());
    }
    second.remove(new InstanceId("tenant-7"));
    snapshot().write(second, checkpoint);

    RoutingTable third = snapshot().read().orElseThrow().table();

    assertThat(third.instances()).isEqualTo(4 * ROUTES - 1);
    assertThat(third.view(new InstanceId("tenant-7"))).isEmpty();
    assertThat(third.view(new InstanceId("tenant-8"))).contains(Views.of("tenant-8", 8).build());
    assertThat(third.view(new InstanceId("tenant-1999")))
        .contains(Views.of("tenant-1999", 1999).build());
  }

  private static void assertKnowsAll(RoutingTable table) {
    assertThat(table.domains()).isEqualTo(ROUTES);
    assertThat(table.instances()).isEqualTo(ROUTES);
    for (int i = 0; i < ROUTES; i++) {
      assertThat(table.view(new InstanceId("tenant-" + i)))
          .contains(Views.of("tenant-" + i, i).build());
      assertThat(
              table
                  .exact(RoutingTableTest.route(domain(i), "http://x/").domain())
                  .map(DomainRoute::target))
          .contains(RoutingTableTest.route(domain(i), "https://example.org/" + i).target());
    }
  }

  @Test
  void shouldIgnoreEveryDamage() throws Exception {
    snapshot().write(table, checkpoint);
    byte[] good = Files.readAllBytes(file());
    Random random = new Random(11);
    for (int i = 0; i < 200; i++) {
      byte[] bad = good.clone();
      int where = i < 20 ? i : random.nextInt(good.length);
      bad[where] ^= (byte) (1 << random.nextInt(8));
      Files.write(file(), bad);
      assertThat(snapshot().read()).as("a bit changed at %d", where).isEmpty();
    }
    for (int length : new int[] {0, 1, 8, 16, 17, 100, good.length / 2, good.length - 1}) {
      Files.write(file(), Arrays.copyOf(good, length));
      assertThat(snapshot().read()).as("cut at %d", length).isEmpty();
    }
    Files.write(file(), good);
    assertThat(snapshot().read()).isPresent();
  }

  @Test
  void shouldIgnoreOneOfOtherTopics() throws Exception {
    snapshot().write(table, checkpoint);

    assertThat(new Snapshot(file(), new KafkaSettings("127.0.0.1:9", "other.", 4, 1, 1)).read())
        .isEmpty();
    assertThat(
            new Snapshot(file(), new KafkaSettings("127.0.0.1:9", "snapshot-test.", 8, 1, 1))
                .read())
        .isEmpty();
    assertThat(snapshot().read()).isPresent();
  }

  @Test
  void shouldHaveAllThatDidNotChangeWhileItWasWritten() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Void> changes =
        CompletableFuture.runAsync(() -> {
          for (int i = 0; !done.get(); i++) {
            table.put(Views.of("passing-" + i % 5_000, i).build());
            table.remove(new InstanceId("passing-" + (i + 2_500) % 5_000));
          }
        });
    try {
      for (int i = 0; i < 20; i++) {
        snapshot().write(table, checkpoint);
        RoutingTable read = snapshot().read().orElseThrow().table();
        for (int tenant = 0; tenant < ROUTES; tenant++) {
          assertThat(read.view(new InstanceId("tenant-" + tenant))).isPresent();
        }
      }
    } finally {
      done.set(true);
      changes.join();
    }
  }

  @Test
  void shouldKeepTheOldOneWhenTheDiskIsFull() throws Exception {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", disk.toString()) == 0,
        "a small disk can only be mounted as root");
    try {
      Snapshot small = new Snapshot(disk.resolve("routes.snapshot"), KAFKA);
      small.write(table, checkpoint);
      byte[] before = Files.readAllBytes(disk.resolve("routes.snapshot"));
      byte[] noise = new byte[100];
      Random random = new Random(5);
      for (int i = 0; i < 2_000; i++) {
        random.nextBytes(noise);
        String path = HexFormat.of().formatHex(noise);
        table.put(RoutingTableTest.route("noise-" + i + ".org", "https://example.org/" + path));
      }

      assertThatThrownBy(() -> small.write(table, checkpoint))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No space left");

      assertThat(disk.toFile().list()).containsExactly("routes.snapshot");
      assertThat(Files.readAllBytes(disk.resolve("routes.snapshot"))).isEqualTo(before);
      assertKnowsAll(small.read().orElseThrow().table());
    } finally {
      run("umount", disk.toString());
    }
  }

  private static int run(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
