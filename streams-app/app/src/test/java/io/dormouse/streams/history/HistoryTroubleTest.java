package io.dormouse.streams.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.streams.TestBrain;
import io.dormouse.streams.topology.RocksLibrary;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index when the log or its files fail while it runs. */
final class HistoryTroubleTest {

  private static final InstanceId ACME = new InstanceId("acme");

  @TempDir Path folder;
  private RecordedLog log;

  @BeforeEach
  void start() throws InterruptedException {
    log = new RecordedLog();
  }

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void shouldBeginAgainWhenTheLogIsMadeAnew() throws Exception {
    write("acme", 1, 20);
    try (HistoryIndex index = index(folder)) {
      FeedPosition before = index.end();
      log.makeAnew();
      write("acme", 1, 30);
      write("zebra", 1, 1);
      TestBrain.await("the new log", () -> index.end().log() != before.log());
      TestBrain.await("all of it", () -> index.progress().caughtUp());

      assertThat(index.newest(ACME)).isEqualTo(30);
      assertThat(index.newest(new InstanceId("zebra"))).isEqualTo(1);
      assertThat(feed(index)).hasSize(31);
      assertThatThrownBy(() -> index.position(before.toString()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("of another one");
      assertThatThrownBy(() -> index.feed(before, Order.ASCENDING, (position, event) -> true))
          .isInstanceOf(HistoryException.class);
    }
  }

  @Test
  void shouldGoOnWhereTheLogBeginsWhenItsOldRecordsAreRemoved() throws Exception {
    write("acme", 1, 20);
    index(folder).close();
    write("acme", 21, 40);
    log.removeBefore("acme", 30);
    try (HistoryIndex index = index(folder)) {
      assertThat(index.newest(ACME)).isEqualTo(40);
      assertThat(sequences(index)).startsWith(1L).contains(20L).doesNotContain(25L).endsWith(40L);
    }
  }

  @Test
  void shouldBeginAgainWhenTheLogEndsBeforeWhatItHas() throws Exception {
    write("acme", 1, 20);
    index(folder).close();
    try (HistoryStore store = new HistoryStore(folder);
        HistoryStore.Batch batch = store.batch()) {
      batch.position(0, store.position(0).withOffset(1_000_000));
      batch.add(
          0, 999_999, new HistoryStore.Reference(0, "i/ghost", 1), new byte[] {0, 0, 0, 0, 0});
      batch.write();
    }
    try (HistoryIndex index = index(folder)) {
      assertThat(index.newest(new InstanceId("ghost"))).isZero();
      assertThat(sequences(index)).hasSize(20);
    }
  }

  @Test
  void shouldBeBuiltAgainWhenAReaderFindsThatItIsCorrupt() throws Exception {
    write("acme", 1, 5_000);
    index(folder).close();
    try (HistoryIndex index = index(folder)) {
      for (Path table : tables()) {
        overwrite(table);
      }
      assertThatThrownBy(() -> sequences(index)).isInstanceOf(HistoryException.class);
      TestBrain.await(
          "an index that was built again", () -> isReadable(index) && index.progress().caughtUp());
      assertThat(sequences(index)).hasSize(5_000);
    }
    assertThat(folder.resolve("corrupt")).doesNotExist();
  }

  @Test
  void shouldBeBuiltAgainAtTheNextStartWhenItWasFoundCorrupt() throws Exception {
    write("acme", 1, 10);
    index(folder).close();
    try (HistoryStore store = new HistoryStore(folder);
        HistoryStore.Batch batch = store.batch()) {
      batch.addUnreadable(Subject.of(new InstanceId("ghost")), 7);
      batch.write();
    }
    Files.writeString(folder.resolve("corrupt"), "found by a reader");
    try (HistoryIndex index = index(folder)) {
      assertThat(index.newest(new InstanceId("ghost"))).isZero();
      assertThat(sequences(index)).hasSize(10);
    }
  }

  @Test
  void shouldSayThatTheDiskIsFullAndGoOnWhenThereIsRoom() throws Exception {
    // The library is a file in use, with which the disk could not be unmounted.
    RocksLibrary.load(folder);
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=100m", "tmpfs", disk.toString()) == 0,
        "a small disk can only be mounted as root");
    try {
      write("acme", 1, 1_000);
      try (HistoryIndex index = index(disk.resolve("index"))) {
        Path filler = fill(disk);
        for (int first = 1_001; index.progress().failing() == null; first += 2_000) {
          write("acme", first, first + 1_999);
        }
        TestBrain.await("a reason", () -> index.progress().failing() != null);
        assertThat(index.progress().failing()).contains("No space left");
        assertThat(index.progress().unread()).isPositive();
        assertThat(index.progress().caughtUp()).isTrue();
        assertThat(sequences(index)).startsWith(1L, 2L).hasSizeGreaterThanOrEqualTo(1_000);

        Files.delete(filler);
        TestBrain.await(
            "all events",
            () -> index.progress().failing() == null && index.progress().unread() == 0);
        long newest = index.newest(ACME);
        assertThat(newest).isGreaterThan(1_000);
        assertThat(sequences(index)).hasSize((int) newest);
      }
    } finally {
      run("umount", disk.toString());
    }
  }

  private void write(String instance, int first, int last) {
    log.commit(() -> {
      for (int sequence = first; sequence <= last; sequence++) {
        log.woken(instance, sequence, sequence);
      }
    });
  }

  private HistoryIndex index(Path directory) {
    HistoryIndex index = new HistoryIndex(log.kafka(), AnnouncedSchemas.NONE, directory);
    TestBrain.await("a history that has caught up", () -> index.progress().caughtUp());
    return index;
  }

  private static List<Long> sequences(HistoryIndex index) {
    List<Long> sequences = new ArrayList<>();
    index.events(ACME, 0, Order.ASCENDING, (sequence, event) -> sequences.add(sequence));
    return sequences;
  }

  private static List<FeedPosition> feed(HistoryIndex index) {
    List<FeedPosition> positions = new ArrayList<>();
    index.feed(index.start(), Order.ASCENDING, (position, event) -> positions.add(position));
    return positions;
  }

  private static boolean isReadable(HistoryIndex index) {
    try {
      return sequences(index).size() == 5_000;
    } catch (HistoryException e) {
      return false;
    }
  }

  private List<Path> tables() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".sst")).toList();
    }
  }

  /** Overwrites the blocks of a table, but not its end, which is in memory. */
  private static void overwrite(Path table) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(table.toFile(), "rw")) {
      byte[] nonsense = new byte[(int) file.length() / 2];
      file.write(nonsense);
    }
  }

  private static Path fill(Path disk) throws IOException {
    Path filler = disk.resolve("filler");
    byte[] page = new byte[4_096];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(page);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
    return filler;
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }
}
