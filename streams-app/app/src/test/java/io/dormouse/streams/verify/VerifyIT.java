package io.dormouse.streams.verify;

import static io.dormouse.core.Sample.BLUEPRINT;
import static io.dormouse.core.Sample.MIB;
import static io.dormouse.core.Sample.NOTES;
import static io.dormouse.core.Sample.OWNER;
import static io.dormouse.core.Sample.POOL;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.kit.topics.EmbeddedBroker;
import io.dormouse.language.chain.Chain;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.HostReport;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.TestBrain;
import io.dormouse.streams.verify.CopiedLog.Stored;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The command on the log of a real brain, and on copies of it that somebody has changed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerifyIT {

  private static final int INSTANCES = 40;
  private static final Pattern VERIFIED = Pattern.compile("(\\d+) events in 5 partitions verified");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private EmbeddedBroker broker;
  private TestBrain brain;
  private int copies;

  @SuppressWarnings("NullAway.Init")
  VerifyIT() {}

  @BeforeAll
  void writeALog(@TempDir Path state) throws Exception {
    broker = EmbeddedBroker.start();
    brain = TestBrain.on(broker, state);
    brain.writer().write(Topic.BLUEPRINTS, NOTES.value(), Codecs.BLUEPRINT, BLUEPRINT);
    brain.start();
    HostReport report =
        new HostReport(new HostId("host-1"), POOL, "first", "process", 2, 1024 * MIB, List.of());
    brain
        .writer()
        .writeOfPool(POOL, Topic.HOST_REPORTS, "host-1", Codecs.HOST_REPORT, report)
        .join();
    for (int i = 0; i < INSTANCES; i++) {
      create("i-" + i);
    }
    TestBrain.await(
        "the events of all instances", () -> run("dormouse.") == 0 && verified() > 3 * INSTANCES);
  }

  @AfterAll
  void end() {
    brain.close();
    broker.close();
  }

  @Test
  void shouldFindTheLogOfARunningBrainIntact() {
    int exit = run("dormouse.");

    assertThat(told())
        .contains("head instance-events-0 ", "head instance-events-3 ", "head host-events-0 ")
        .contains(" 0 of them older than their chain; intact");
    assertThat(exit).isZero();
  }

  @Test
  void shouldWriteOneHeadForATurnHoweverManyEventsItHas() {
    CopiedLog log = CopiedLog.read(brain.kafka());
    int partition = log.fullest();

    long turns =
        log.events(partition).stream()
            .map(record -> Codecs.INSTANCE_EVENT.decode(Objects.requireNonNull(record.value())))
            .map(event -> event.causedBy() + " " + event.instance())
            .distinct()
            .count();
    assertThat(log.storedHeads(partition)).hasSize((int) turns);
    assertThat(turns).isLessThan(log.events(partition).size());
  }

  @Test
  void shouldNameARecordOfWhichABitWasFlipped() throws Exception {
    CopiedLog log = copy();
    int partition = log.fullest();
    Stored victim = log.events(partition).get(5);
    log.events(partition).set(5, victim.with(flipped(victim), victim.link()));

    assertThat(verify(log)).isEqualTo(VerifyMain.BROKEN);
    assertThat(told())
        .contains(
            "instance-events-%d at offset 5, key %s, event ".formatted(partition, victim.keyText()))
        .contains("number 5 does not fit its hash")
        .contains("; 1 partitions broken")
        .doesNotContain("head instance-events-%d ".formatted(partition));
  }

  @Test
  void shouldNameARecordOfWhichABitWasFlippedOnTheDisk() throws Exception {
    CopiedLog log = copy();
    int partition = log.fullest();
    Stored victim = log.events(partition).get(7);
    String prefix = write(log);
    flipOnDisk(prefix + "instance-events-" + partition, victim.event());

    assertThat(run(prefix)).isEqualTo(VerifyMain.BROKEN);
    assertThat(told())
        .contains("at offset 7, key %s, event ".formatted(victim.keyText()))
        .contains("number 7 does not fit its hash");
  }

  @Test
  void shouldNameTheRecordAfterOneThatWasDropped() throws Exception {
    CopiedLog log = copy();
    int partition = log.fullest();
    log.events(partition).remove(5);
    Stored next = log.events(partition).get(5);

    assertThat(verify(log)).isEqualTo(VerifyMain.BROKEN);
    assertThat(told())
        .contains(
            "instance-events-%d at offset 5, key %s, event %s: expected number 5 of the chain, but got 6; it is missing"
                .formatted(partition, next.keyText(), next.event()));
  }

  @Test
  void shouldTellTwoRecordsThatWereSwapped() throws Exception {
    CopiedLog log = copy();
    int partition = log.fullest();
    Collections.swap(log.events(partition), 5, 8);

    assertThat(verify(log)).isEqualTo(VerifyMain.BROKEN);
    assertThat(told())
        .contains("at offset 5, ")
        .contains("expected number 5 of the chain, but got 8; it follows at offset 8");
  }

  @Test
  void shouldTellThatTheTailWasCut() throws Exception {
    CopiedLog log = copy();
    int partition = log.fullest();
    List<Stored> events = log.events(partition);
    int last = events.size() - 1;
    events.subList(last - 2, last + 1).clear();

    assertThat(verify(log)).isEqualTo(VerifyMain.BROKEN);
    assertThat(told())
        .contains(
            "expected the log to go on to number %d of instance-events-%d, as the writer says, but it ends before number %d"
                .formatted(last, partition, last - 2));
  }

  @Test
  void shouldTellThatAPartitionWasEmptied() throws Exception {
    CopiedLog log = copy();
    log.hostEvents().clear();

    assertThat(verify(log)).isEqualTo(VerifyMain.BROKEN);
    assertThat(told()).contains("host-events-0 at offset 0: expected the log to go on to number ");
  }

  @Test
  void shouldTellAForkWithHashesThatFit() throws Exception {
    CopiedLog log = copy();
    int partition = log.fullest();
    fork(log, partition);
    int head = copy().events(partition).size() - 1;

    assertThat(verify(log)).isEqualTo(VerifyMain.BROKEN);
    assertThat(told())
        .contains(
            "number %d of instance-events-%d is not the one that the writer knows: the log was written anew"
                .formatted(head, partition));
  }

  @Test
  void shouldTellAForkOfLogAndWriterByTheHeadsOfAnEarlierCheck(@TempDir Path folder)
      throws Exception {
    Path earlier = folder.resolve("heads");
    run("dormouse.");
    Files.writeString(earlier, told());
    CopiedLog log = copy();
    int partition = log.fullest();
    log.storeHead(partition, fork(log, partition));
    String prefix = write(log);

    assertThat(run("dormouse.", "--against=" + earlier)).isZero();
    assertThat(run(prefix)).isZero();
    assertThat(run(prefix, "--against=" + earlier)).isEqualTo(VerifyMain.BROKEN);
    assertThat(told()).contains("is not the one that " + earlier + " knows");
  }

  @Test
  void shouldNameARecordThatSomebodyElseWrote() throws Exception {
    CopiedLog log = copy();
    int partition = log.fullest();
    Stored first = log.events(partition).getFirst();
    log.events(partition).add(9, first.with(first.value(), null));

    assertThat(verify(log)).isEqualTo(VerifyMain.BROKEN);
    assertThat(told())
        .contains("at offset 9, key %s, ".formatted(first.keyText()))
        .contains("expected a link, since the chain has begun, but there is none");
  }

  @Test
  void shouldTellAChainThatBeginsAgain() throws Exception {
    CopiedLog log = copy();
    int partition = log.fullest();
    List<Stored> twice = List.copyOf(log.events(partition));
    log.events(partition).addAll(twice);

    assertThat(verify(log)).isEqualTo(VerifyMain.BROKEN);
    assertThat(told())
        .contains("at offset %d, ".formatted(twice.size()))
        .contains("expected number %d of the chain, but got 0".formatted(twice.size()));
  }

  @Test
  void shouldTellARecordThatBelongsIntoAnotherPartition() throws Exception {
    CopiedLog log = copy();
    int partition = log.fullest();
    int other = (partition + 1) % brain.kafka().partitions();
    List<Stored> events = List.copyOf(log.events(partition));
    log.events(partition).clear();
    log.events(partition).addAll(log.events(other));
    log.events(other).clear();
    log.events(other).addAll(events);

    assertThat(verify(log)).isEqualTo(VerifyMain.BROKEN);
    assertThat(told()).contains("; 2 partitions broken").contains("number 0 does not fit its hash");
  }

  @Test
  void shouldTellLinksThatTheWriterKnowsNothingOf() throws Exception {
    CopiedLog log = copy();
    int partition = log.fullest();
    log.states(partition).clear();

    assertThat(verify(log)).isEqualTo(VerifyMain.BROKEN);
    assertThat(told())
        .contains("expected the writer to know the head of instance-events-" + partition);
  }

  @Test
  void shouldTellThatLinksWereTakenAway() throws Exception {
    CopiedLog log = copy();
    int partition = log.fullest();
    log.events(partition).replaceAll(record -> record.with(record.value(), null));

    assertThat(verify(log)).isEqualTo(VerifyMain.BROKEN);
    assertThat(told()).contains("expected the log to go on to number ");
  }

  @Test
  void shouldCountEventsOfBeforeTheChainsAndVouchForThemByAnEarlierCheck(@TempDir Path folder)
      throws Exception {
    Path earlier = folder.resolve("heads");
    CopiedLog log = copy();
    int partition = log.fullest();
    List<Stored> older =
        log.events((partition + 1) % brain.kafka().partitions()).stream()
            .map(record -> record.with(record.value(), null))
            .limit(4)
            .toList();
    log.events(partition).addAll(0, older);

    assertThat(verify(log)).isZero();
    assertThat(told())
        .contains("head instance-events-%d-older 3 ".formatted(partition))
        .contains(", 4 of them older than their chain; intact");
    Files.writeString(earlier, told());

    Stored victim = older.get(2);
    log.events(partition).set(2, victim.with(flipped(victim), null));
    String changed = write(log);
    assertThat(run(changed)).as("without an earlier check").isZero();
    assertThat(run(changed, "--against=" + earlier)).isEqualTo(VerifyMain.BROKEN);
    assertThat(told())
        .contains("number 3 of instance-events-%d-older is not the one".formatted(partition));

    log.events(partition).remove(0);
    assertThat(run(write(log), "--against=" + earlier)).isEqualTo(VerifyMain.BROKEN);
    assertThat(told())
        .contains("to go on to number 3 of instance-events-%d-older".formatted(partition));
  }

  @Test
  void shouldPassRecordsOfATransactionThatWasAborted() throws Exception {
    CopiedLog log = copy();
    int partition = log.fullest();
    List<Stored> events = log.events(partition);
    List<Stored> rest = new ArrayList<>(events.subList(10, events.size()));
    events.subList(10, events.size()).clear();
    String prefix = write(log);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                prefix),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      send(producer, prefix, partition, rest.subList(0, 3));
      producer.abortTransaction();
      producer.beginTransaction();
      send(producer, prefix, partition, rest);
      producer.commitTransaction();
    }

    assertThat(run(prefix)).as(told()).isZero();
  }

  @Test
  void shouldSayThatThereIsNothingToRead(@TempDir Path folder) throws Exception {
    assertThat(run("nothing.")).isEqualTo(VerifyMain.UNREADABLE);
    assertThat(err.toString(UTF_8))
        .startsWith("expected to read the log at " + broker.bootstrapServers())
        .contains("nothing.instance-events");

    Path empty = Files.createFile(folder.resolve("empty"));
    assertThat(run("dormouse.", "--against=" + empty)).isEqualTo(VerifyMain.UNREADABLE);
    assertThat(run("dormouse.", "--against=" + folder.resolve("none")))
        .isEqualTo(VerifyMain.UNREADABLE);
  }

  private CopiedLog copy() {
    return CopiedLog.read(brain.kafka());
  }

  private int verify(CopiedLog log) throws Exception {
    return run(write(log));
  }

  private String write(CopiedLog log) throws Exception {
    String prefix = "copy-%d.".formatted(copies++);
    log.write(broker, prefix);
    return prefix;
  }

  /** Writes a partition anew from a changed record on, and goes on behind its end. */
  private static Chain fork(CopiedLog log, int partition) {
    List<Stored> events = log.events(partition);
    Stored victim = events.get(5);
    events.set(5, victim.with(flipped(victim), null));
    events.add(victim);
    return log.linkAnew(partition);
  }

  private static byte[] flipped(Stored record) {
    byte[] value = Objects.requireNonNull(record.value()).clone();
    value[value.length - 1] ^= 1;
    return value;
  }

  /** Flips a bit of a text in the files of a partition, behind the back of the broker. */
  private void flipOnDisk(String partition, String text) throws IOException {
    try (Stream<Path> files = Files.list(broker.directory().resolve(partition))) {
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

  private static void send(
      KafkaProducer<byte[], byte[]> producer, String prefix, int partition, List<Stored> records) {
    records.forEach(
        record -> producer.send(CopiedLog.record(prefix + "instance-events", partition, record)));
    producer.flush();
  }

  private void create(String instance) {
    CommandEnvelope command =
        new CommandEnvelope(
            new CommandId("create-" + instance),
            Actor.system("test"),
            new CreateInstance(NOTES, null, null, OWNER, null));
    brain.writer().write(Topic.INSTANCE_COMMANDS, instance, Codecs.INSTANCE_COMMAND, command);
  }

  private int run(String prefix, String... flags) {
    out.reset();
    err.reset();
    try {
      return VerifyMain.run(
          Stream.concat(
                  Stream.of(
                      "--kafka.bootstrap.servers=" + broker.bootstrapServers(),
                      "--topics.prefix=" + prefix),
                  Stream.of(flags))
              .toList(),
          Map.of(),
          new PrintStream(out, true, UTF_8),
          new PrintStream(err, true, UTF_8));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private int verified() {
    Matcher found = VERIFIED.matcher(told());
    return found.find() ? Integer.parseInt(found.group(1)) : 0;
  }

  private String told() {
    return out.toString(UTF_8);
  }
}
