package io.dormouse.streams.verify;

import static io.dormouse.core.Sample.BLUEPRINT;
import static io.dormouse.core.Sample.MIB;
import static io.dormouse.core.Sample.NOTES;
import static io.dormouse.core.Sample.OWNER;
import static io.dormouse.core.Sample.POOL;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.dormouse.kit.topics.EmbeddedBroker;
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
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The log of a real brain on a real broker, copies of it, and the check of any of them. */
final class CheckedLog implements AutoCloseable {

  private static final int INSTANCES = 40;
  private static final Pattern VERIFIED = Pattern.compile("(\\d+) events in 5 partitions verified");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final EmbeddedBroker broker;
  private final TestBrain brain;
  private int copies;

  private CheckedLog(EmbeddedBroker broker, TestBrain brain) {
    this.broker = broker;
    this.brain = brain;
  }

  /** Starts a brain that goes on running, and returns when it has decided on some commands. */
  static CheckedLog write(Path state) throws Exception {
    EmbeddedBroker broker = EmbeddedBroker.start();
    CheckedLog log = new CheckedLog(broker, TestBrain.on(broker, state));
    log.write();
    return log;
  }

  private void write() {
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

  @Override
  public void close() {
    brain.close();
    broker.close();
  }

  EmbeddedBroker broker() {
    return broker;
  }

  TestBrain brain() {
    return brain;
  }

  CopiedLog copy() {
    return CopiedLog.read(brain.kafka());
  }

  int verify(CopiedLog log) throws Exception {
    return run(write(log));
  }

  String write(CopiedLog log) throws Exception {
    String prefix = "copy-%d.".formatted(copies++);
    log.write(broker, prefix);
    return prefix;
  }

  static byte[] flipped(Stored record) {
    byte[] value = Objects.requireNonNull(record.value()).clone();
    value[value.length - 1] ^= 1;
    return value;
  }

  private void create(String instance) {
    brain
        .writer()
        .write(Topic.INSTANCE_COMMANDS, instance, Codecs.INSTANCE_COMMAND, creation(instance));
  }

  static CommandEnvelope creation(String instance) {
    return new CommandEnvelope(
        new CommandId("create-" + instance),
        Actor.system("test"),
        new CreateInstance(NOTES, null, null, OWNER, null));
  }

  int run(String prefix, String... flags) {
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

  int verified() {
    Matcher found = VERIFIED.matcher(told());
    return found.find() ? Integer.parseInt(found.group(1)) : 0;
  }

  String told() {
    return out.toString(UTF_8);
  }

  /** Complaint of the last check. */
  String complaint() {
    return err.toString(UTF_8);
  }
}
