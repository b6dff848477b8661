package io.dormouse.local.kills;

import static io.dormouse.local.kit.Eventually.eventually;

import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicReader;
import io.dormouse.kit.topics.TopicReader.Source;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.instance.InstanceCommand;
import io.dormouse.language.instance.InstanceCommand.AddDomain;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.instance.InstanceEvent.DomainAdded;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.owner.OwnerId;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Commands that a brain gets while it is killed, and the committed events that follow from them.
 * Each new instance is created and gets a second domain a little later.
 */
final class CommandLoad implements AutoCloseable {

  static final String BLUEPRINT = "notes";

  /** Commands that may wait for their decision while they flow. */
  private static final int MOST_UNDECIDED = 50;

  private static final int FILLED_AT_ONCE = 1_000;
  private static final int OWNERS = 100;

  private static final String FIRST = "first";

  /** Longer than any outage here, so that no write is given up. */
  private static final Duration WRITE = Duration.ofMinutes(2);

  /** Events of the decision on a command: requested and provided, or the domain added. */
  private static final int EVENTS_OF_A_CREATE = 2;

  private final TopicWriter writer;
  private final TopicReader reader;
  private final Map<String, Integer> expected = new ConcurrentHashMap<>();
  private final Map<String, Integer> seen = new ConcurrentHashMap<>();
  private final Map<String, Integer> routed = new ConcurrentHashMap<>();
  private final Set<String> flowingCommands = ConcurrentHashMap.newKeySet();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final Semaphore undecided = new Semaphore(MOST_UNDECIDED);
  private @Nullable Thread flow;
  private volatile boolean flowing;
  private int instances;
  private int probes;
  private int firsts;
  private volatile boolean created;

  CommandLoad(KafkaSettings kafka) {
    writer = new TopicWriter(kafka, "load", WRITE);
    reader =
        new TopicReader(
            kafka,
            "load",
            writer,
            List.of(
                Source.table(
                    Topic.INSTANCE_EVENTS,
                    Codecs.INSTANCE_EVENT,
                    (key, event, raw) -> {
                      if (event != null) {
                        see(event);
                      }
                    })));
  }

  /**
   * Returns when the brain knows the blueprint: it reads the topic of blueprints beside commands,
   * so commands right after a blueprint may come too early.
   */
  void awaitBlueprint() throws Exception {
    eventually(
        "an instance of the blueprint",
        () -> {
          write(FIRST, "first-" + firsts++, creation(FIRST));
          return created;
        });
  }

  /** Creates so many instances; returns when the brain has decided on all of them. */
  void fill(int count) throws Exception {
    while (instances < count) {
      for (int i = 0; i < FILLED_AT_ONCE && instances < count; i++) {
        create(instances++);
      }
      awaitDecisions();
    }
  }

  /** Begins to write commands without pause. */
  void begin() {
    flowing = true;
    flow = Thread.ofPlatform().daemon().name("flow").start(this::flow);
  }

  /** Ends the flow; returns when everything that was written is decided. */
  void end() throws Exception {
    flowing = false;
    if (flow != null) {
      flow.join();
    }
    awaitDecisions();
  }

  /** Writes one more command, and returns when its event is committed. */
  void awaitOneDecision() throws Exception {
    String probe = "probe-" + probes++;
    write("i-0", probe, new AddDomain(new DomainName(probe + ".example")), 1);
    eventually("the decision on " + probe, () -> seen.containsKey(probe));
  }

  int commands() {
    return expected.size();
  }

  /** One line for each command whose events are not those of exactly one decision. */
  List<String> differences() {
    List<String> differences = new ArrayList<>();
    failures.forEach(failure -> differences.add("a command was not written: " + failure));
    expected.forEach((command, events) -> {
      if (!events.equals(seen.get(command))) {
        differences.add(
            "%s: expected %d events, but got %s".formatted(command, events, seen.get(command)));
      }
    });
    return differences;
  }

  private void flow() {
    int first = instances;
    while (flowing) {
      int next = instances++;
      undecided.acquireUninterruptibly(2);
      flowingCommands.addAll(List.of("create-" + next, "add-" + next));
      create(next);
      int behind = Math.max(0, next - first - MOST_UNDECIDED);
      write(
          "i-" + behind,
          "add-" + next,
          new AddDomain(new DomainName("d%d.example".formatted(next))),
          1);
    }
  }

  private void create(int i) {
    String id = "i-" + i;
    write(id, "create-" + i, creation(id), EVENTS_OF_A_CREATE);
  }

  private static CreateInstance creation(String instance) {
    return new CreateInstance(
        new BlueprintId(BLUEPRINT),
        null,
        null,
        new OwnerId("owner-" + Math.floorMod(instance.hashCode(), OWNERS)),
        null);
  }

  private void write(String instance, String id, InstanceCommand command, int events) {
    expected.put(id, events);
    write(instance, id, command);
  }

  private void write(String instance, String id, InstanceCommand command) {
    writer
        .write(
            Topic.INSTANCE_COMMANDS,
            new InstanceId(instance).value(),
            Codecs.INSTANCE_COMMAND,
            new CommandEnvelope(new CommandId(id), Actor.system("load"), command))
        .whenComplete((done, failure) -> {
          if (failure != null) {
            failures.add(failure);
          }
        });
  }

  private void see(RecordedEvent event) {
    String command = event.causedBy().value();
    if (event.instance().value().equals(FIRST)) {
      created = true;
      return;
    }
    if (expected.containsKey(command)) {
      seen.merge(command, 1, Integer::sum);
      if (flowingCommands.remove(command)) {
        undecided.release();
      }
    } else if (event.event() instanceof DomainAdded) {
      routed.merge(event.instance().value(), 1, Integer::sum);
    }
  }

  /** Each instance was created, has the domain of the register, and knows its further domains. */
  private void awaitDecisions() throws Exception {
    eventually(
        "decisions on all of %d commands".formatted(expected.size()),
        () -> seen.size() == expected.size() && routed.size() == instances);
  }

  @Override
  public void close() {
    flowing = false;
    reader.close();
    writer.close();
  }
}
