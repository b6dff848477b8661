package io.dormouse.benchmarks;

import io.dormouse.kit.settings.Settings;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicReader;
import io.dormouse.kit.topics.TopicReader.Source;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.ActorKind;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.instance.InstanceCommand;
import io.dormouse.language.instance.InstanceCommand.AddDomain;
import io.dormouse.language.instance.InstanceCommand.RemoveDomain;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.local.RunningSystem;
import io.dormouse.local.Story;
import io.dormouse.local.client.ControlClient;
import io.dormouse.local.client.Unexpected;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/**
 * Measures one command to one committed event, in turns with one record through the same broker
 * without a decision; then the CPU time of the idle system.
 */
final class HopBenchmark implements Story {

  private static final String INSTANCE = "bench";
  private static final int ASLEEP = 100;
  private static final int WARM_UP = 50;
  private static final Duration SETTLE = Duration.ofSeconds(15);
  private static final Duration WATCH = Duration.ofSeconds(30);
  private static final List<String> OURS = List.of("streams-app", "edge", "host-agent");

  private final int runs;
  private final SynchronousQueue<String> seen = new SynchronousQueue<>();
  private final Samples hop = new Samples();
  private final Samples plain = new Samples();

  HopBenchmark(int runs) {
    this.runs = runs;
  }

  @Override
  public int play(RunningSystem system) throws Exception {
    Report report = new Report(System.out);
    KafkaSettings kafka =
        Settings.load(
            KafkaSettings.class,
            List.of("--kafka.bootstrap.servers=" + system.settings().kafka()),
            Map.of());
    try (HttpClient http = HttpClient.newHttpClient();
        TopicWriter writer = new TopicWriter(kafka, "bench", Duration.ofSeconds(10))) {
      Tenants tenants =
          new Tenants(
              new ControlClient(http, system.settings().api()), system.settings().repository());
      tenants.putBlueprintWithoutResources();
      tenants.create(INSTANCE);
      measureHops(kafka, writer);
      for (int i = 1; i < ASLEEP; i++) {
        tenants.create("idle-" + i);
      }
    }
    report.title("hop: one command to one committed event, %d runs".formatted(runs));
    report.row("command → decision → committed event", hop);
    report.row("a record through the same broker, undecided", plain);
    report.line("ratio of the medians: %.1f", hop.median() / plain.median());
    watchIdle(system, report);
    report.result("hop.median", hop.median(), "ms", "none");
    report.result("hop.p99", hop.p99(), "ms", "none");
    report.result("plain.median", plain.median(), "ms", "none");
    report.end();
    return 0;
  }

  private void measureHops(KafkaSettings kafka, TopicWriter writer) throws Exception {
    List<Source<?>> sources =
        List.of(
            Source.news(
                Topic.INSTANCE_EVENTS,
                Codecs.INSTANCE_EVENT,
                (key, event, raw) -> offer(event == null ? "" : event.causedBy().value())),
            Source.news(
                Topic.DEAD_LETTERS,
                Codecs.INSTANCE_COMMAND,
                (key, echo, raw) -> offer(echo == null ? "" : echo.id().value())));
    try (TopicReader reader = new TopicReader(kafka, "bench", writer, sources)) {
      reader.caughtUp().get(30, TimeUnit.SECONDS);
      for (int run = -WARM_UP; run < runs; run++) {
        DomainName domain = new DomainName("hop.example");
        Duration added = round(writer, Topic.INSTANCE_COMMANDS, new AddDomain(domain));
        Duration echoed = round(writer, Topic.DEAD_LETTERS, new AddDomain(domain));
        round(writer, Topic.INSTANCE_COMMANDS, new RemoveDomain(domain));
        if (run >= 0) {
          hop.add(added);
          plain.add(echoed);
        }
      }
    }
  }

  /** The time from before the write until a reader of committed records has the event. */
  private Duration round(TopicWriter writer, Topic topic, InstanceCommand command)
      throws InterruptedException {
    String id = "bench-" + UUID.randomUUID();
    CommandEnvelope envelope =
        new CommandEnvelope(new CommandId(id), new Actor(ActorKind.OPERATOR, "bench"), command);
    long begin = System.nanoTime();
    writer.write(topic, INSTANCE, Codecs.INSTANCE_COMMAND, envelope);
    String came = seen.poll(10, TimeUnit.SECONDS);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    Unexpected.unless(id.equals(came), "Expected the event of %s, but got %s", id, came);
    return took;
  }

  private void offer(String id) {
    if (id.startsWith("bench-")) {
      try {
        seen.offer(id, 10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void watchIdle(RunningSystem system, Report report) throws InterruptedException {
    Thread.sleep(SETTLE);
    List<Duration> before = OURS.stream().map(name -> cpu(system, name)).toList();
    long begin = System.nanoTime();
    Thread.sleep(WATCH);
    double wall = System.nanoTime() - begin;
    report.line(
        "%nidle: %d instances asleep, nobody uses them, over %d s", ASLEEP, WATCH.toSeconds());
    double all = 0;
    for (int i = 0; i < OURS.size(); i++) {
      double percent = cpu(system, OURS.get(i)).minus(before.get(i)).toNanos() / wall * 100;
      report.line("%-46s %7.2f %% of a core", OURS.get(i), percent);
      report.result("idle.cpu." + OURS.get(i), percent, "percent_of_a_core", "none");
      all += percent;
    }
    report.line("%-46s %7.2f %% of a core", "together", all);
    report.result("idle.cpu", all, "percent_of_a_core", "<=5");
  }

  private static Duration cpu(RunningSystem system, String name) {
    return ProcessHandle.of(system.stack().child(name).pid())
        .flatMap(process -> process.info().totalCpuDuration())
        .orElseThrow(() -> new Unexpected("Expected the CPU time of " + name));
  }
}
