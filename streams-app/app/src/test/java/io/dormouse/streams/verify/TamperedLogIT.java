package io.dormouse.streams.verify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.language.chain.Chain;
import io.dormouse.streams.verify.CopiedLog.Stored;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The command on copies of a real brain's log that somebody has changed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TamperedLogIT {

  private CheckedLog checked;

  @SuppressWarnings("NullAway.Init")
  TamperedLogIT() {}

  @BeforeAll
  void write(@TempDir Path state) throws Exception {
    checked = CheckedLog.write(state);
  }

  @AfterAll
  void end() {
    checked.close();
  }

  @Test
  void shouldNameARecordOfWhichABitWasFlipped() throws Exception {
    CopiedLog log = checked.copy();
    int partition = log.fullest();
    Stored victim = log.events(partition).get(5);
    log.events(partition).set(5, victim.with(CheckedLog.flipped(victim), victim.link()));

    assertThat(checked.verify(log)).isEqualTo(VerifyMain.BROKEN);
    assertThat(checked.told())
        .contains(
            "instance-events-%d at offset 5, key %s, event ".formatted(partition, victim.keyText()))
        .contains("number 5 does not fit its hash")
        .contains("; 1 partitions broken")
        .doesNotContain("head instance-events-%d ".formatted(partition));
  }

  @Test
  void shouldNameARecordOfWhichABitWasFlippedOnTheDisk() throws Exception {
    CopiedLog log = checked.copy();
    int partition = log.fullest();
    Stored victim = log.events(partition).get(7);
    String prefix = checked.write(log);
    flipOnDisk(prefix + "instance-events-" + partition, victim.event());

    assertThat(checked.run(prefix)).isEqualTo(VerifyMain.BROKEN);
    assertThat(checked.told())
        .contains("at offset 7, key %s, event ".formatted(victim.keyText()))
        .contains("number 7 does not fit its hash");
  }

  @Test
  void shouldNameTheRecordAfterOneThatWasDropped() throws Exception {
    CopiedLog log = checked.copy();
    int partition = log.fullest();
    log.events(partition).remove(5);
    Stored next = log.events(partition).get(5);

    assertThat(checked.verify(log)).isEqualTo(VerifyMain.BROKEN);
    assertThat(checked.told())
        .contains(
            "instance-events-%d at offset 5, key %s, event %s: expected number 5 of the chain, but got 6; it is missing"
                .formatted(partition, next.keyText(), next.event()));
  }

  @Test
  void shouldTellTwoRecordsThatWereSwapped() throws Exception {
    CopiedLog log = checked.copy();
    int partition = log.fullest();
    Collections.swap(log.events(partition), 5, 8);

    assertThat(checked.verify(log)).isEqualTo(VerifyMain.BROKEN);
    assertThat(checked.told())
        .contains("at offset 5, ")
        .contains("expected number 5 of the chain, but got 8; it follows at offset 8");
  }

  @Test
  void shouldTellThatTheTailWasCut() throws Exception {
    CopiedLog log = checked.copy();
    int partition = log.fullest();
    List<Stored> events = log.events(partition);
    int last = events.size() - 1;
    events.subList(last - 2, last + 1).clear();

    assertThat(checked.verify(log)).isEqualTo(VerifyMain.BROKEN);
    assertThat(checked.told())
        .contains(
            "expected the log to go on to number %d of instance-events-%d, as the writer says, but it ends before number %d"
                .formatted(last, partition, last - 2));
  }

  @Test
  void shouldTellThatAPartitionWasEmptied() throws Exception {
    CopiedLog log = checked.copy();
    log.hostEvents().clear();

    assertThat(checked.verify(log)).isEqualTo(VerifyMain.BROKEN);
    assertThat(checked.told())
        .contains("host-events-0 at offset 0: expected the log to go on to number ");
  }

  @Test
  void shouldTellAForkWithHashesThatFit() throws Exception {
    CopiedLog log = checked.copy();
    int partition = log.fullest();
    fork(log, partition);
    int head = checked.copy().events(partition).size() - 1;

    assertThat(checked.verify(log)).isEqualTo(VerifyMain.BROKEN);
    assertThat(checked.told())
        .contains(
            "number %d of instance-events-%d is not the one that the writer knows: the log was written anew"
                .formatted(head, partition));
  }

  @Test
  void shouldTellAForkOfLogAndWriterByTheHeadsOfAnEarlierCheck(@TempDir Path folder)
      throws Exception {
    Path earlier = folder.resolve("heads");
    checked.run("dormouse.");
    Files.writeString(earlier, checked.told());
    CopiedLog log = checked.copy();
    int partition = log.fullest();
    log.storeHead(partition, fork(log, partition));
    String prefix = checked.write(log);

    assertThat(checked.run("dormouse.", "--against=" + earlier)).isZero();
    assertThat(checked.run(prefix)).isZero();
    assertThat(checked.run(prefix, "--against=" + earlier)).isEqualTo(VerifyMain.BROKEN);
    assertThat(checked.told()).contains("is not the one that " + earlier + " knows");
  }

  @Test
  void shouldNameARecordThatSomebodyElseWrote() throws Exception {
    CopiedLog log = checked.copy();
    int partition = log.fullest();
    Stored first = log.events(partition).getFirst();
    log.events(partition).add(9, first.with(first.value(), null));

    assertThat(checked.verify(log)).isEqualTo(VerifyMain.BROKEN);
    assertThat(checked.told())
        .contains("at offset 9, key %s, ".formatted(first.keyText()))
        .contains("expected a link, since the chain has begun, but there is none");
  }

  @Test
  void shouldTellAChainThatBeginsAgain() throws Exception {
    CopiedLog log = checked.copy();
    int partition = log.fullest();
    List<Stored> twice = List.copyOf(log.events(partition));
    log.events(partition).addAll(twice);

    assertThat(checked.verify(log)).isEqualTo(VerifyMain.BROKEN);
    assertThat(checked.told())
        .contains("at offset %d, ".formatted(twice.size()))
        .contains("expected number %d of the chain, but got 0".formatted(twice.size()));
  }

  @Test
  void shouldTellARecordThatBelongsIntoAnotherPartition() throws Exception {
    CopiedLog log = checked.copy();
    int partition = log.fullest();
    int other = (partition + 1) % checked.brain().kafka().partitions();
    List<Stored> events = List.copyOf(log.events(partition));
    log.events(partition).clear();
    log.events(partition).addAll(log.events(other));
    log.events(other).clear();
    log.events(other).addAll(events);

    assertThat(checked.verify(log)).isEqualTo(VerifyMain.BROKEN);
    assertThat(checked.told())
        .contains("; 2 partitions broken")
        .contains("number 0 does not fit its hash");
  }

  @Test
  void shouldTellLinksThatTheWriterKnowsNothingOf() throws Exception {
    CopiedLog log = checked.copy();
    int partition = log.fullest();
    log.states(partition).clear();

    assertThat(checked.verify(log)).isEqualTo(VerifyMain.BROKEN);
    assertThat(checked.told())
        .contains("expected the writer to know the head of instance-events-" + partition);
  }

  @Test
  void shouldTellThatLinksWereTakenAway() throws Exception {
    CopiedLog log = checked.copy();
    int partition = log.fullest();
    log.events(partition).replaceAll(record -> record.with(record.value(), null));

    assertThat(checked.verify(log)).isEqualTo(VerifyMain.BROKEN);
    assertThat(checked.told()).contains("expected the log to go on to number ");
  }

  /** Writes a partition anew from a changed record on, and goes on behind its end. */
  private static Chain fork(CopiedLog log, int partition) {
    List<Stored> events = log.events(partition);
    Stored victim = events.get(5);
    events.set(5, victim.with(CheckedLog.flipped(victim), null));
    events.add(victim);
    return log.linkAnew(partition);
  }

  /** Flips a bit of a text in the files of a partition, behind the back of the checked.broker(). */
  private void flipOnDisk(String partition, String text) throws IOException {
    try (Stream<Path> files = Files.list(checked.broker().directory().resolve(partition))) {
      for (Path file : files.filter(one -> one.toString().endsWith(".log")).toList()) {
        int at = Files.readString(file, ISO_8859_1).indexOf(text);
        if (at >= 0) {
          try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            int old = bytes.read();
            bytes.seek(at);
            bytes.write(old ^ 1);
          }
          return;
        }
      }
    }
    throw new AssertionError("Expected %s in the files of %s.".formatted(text, partition));
  }
}
