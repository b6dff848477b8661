package io.dormouse.benchmarks.scale;

import io.dormouse.benchmarks.Decisions;
import io.dormouse.benchmarks.Processes;
import io.dormouse.benchmarks.Report;
import io.dormouse.benchmarks.Samples;
import io.dormouse.benchmarks.Tenants;
import io.dormouse.benchmarks.create.Budget;
import io.dormouse.benchmarks.create.OneBatch;
import io.dormouse.benchmarks.create.Tally;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.instance.InstanceCommand;
import io.dormouse.language.instance.InstanceCommand.AddDomain;
import io.dormouse.language.instance.InstanceCommand.RemoveDomain;
import io.dormouse.language.topics.Topic;
import io.dormouse.local.RunningSystem;
import io.dormouse.local.Story;
import io.dormouse.local.client.ControlClient;
import io.dormouse.local.client.Unexpected;
import io.dormouse.local.data.FileTree;
import io.dormouse.local.supervision.Child;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Many sleeping instances: their memory and disk, the CPU time of nobody using them, the first page
 * of a list, and the time from a kill of the brain to its next decision.
 */
public final class ScaleBenchmark implements Story {

  private static final String BRAIN = "streams-app";
  private static final String EDGE = "edge";
  private static final String INSTANCE = "few-0";
  private static final List<String> IDLE = List.of(BRAIN, EDGE, "broker", "host-agent");
  private static final int FEW = 1000;
  private static final int KILLS = 5;
  private static final int PAGES = 20;
  private static final Duration PATIENCE = Duration.ofHours(1);
  private static final Duration SETTLE = Duration.ofSeconds(15);
  private static final Duration WATCH = Duration.ofSeconds(30);
  private static final double MEGA = 1e6;
  private static final InstanceCommand ADD = new AddDomain(new DomainName("scale.example"));
  private static final InstanceCommand REMOVE = new RemoveDomain(new DomainName("scale.example"));

  private final int count;
  private final Report report = new Report(System.out);
  private boolean added;

  /**
   * The benchmark.
   *
   * @param count of instances
   */
  public ScaleBenchmark(int count) {
    this.count = count;
  }

  @Override
  public int play(RunningSystem system) throws Exception {
    Processes processes = new Processes(system);
    Child brain = system.stack().child(BRAIN);
    int few = Math.min(FEW, count);
    try (HttpClient http = HttpClient.newHttpClient()) {
      ControlClient api = new ControlClient(http, system.settings().api());
      new Tenants(api, system.settings().repository()).putBlueprintWithoutResources();
      try (Decisions decisions = new Decisions(system.settings().kafka())) {
        report.title("scale: %d sleeping instances".formatted(count));
        create(system, "few", few);
        kills(brain, decisions, few);
        Memory before = Memory.of(processes);
        Tally created = create(system, "more", count - few);
        report.line("%-46s %7.0f a second", "created by a batch", created.perSecond());
        report.result("scale.create", created.perSecond(), "per_second", ">=1000");
        settle(decisions);
        memory(before, Memory.of(processes), count - few);
        pages(api);
        idle(processes);
        disk(system);
        kills(brain, decisions, count);
        starts(system, brain, decisions);
      }
    }
    report.end();
    return 0;
  }

  private static Tally create(RunningSystem system, String prefix, int number) throws Exception {
    Tally tally = new Tally();
    new OneBatch().create(system.settings().api(), new Budget(prefix, number, PATIENCE), tally);
    Unexpected.unless(
        tally.accepted() == number, "Expected %d instances, but got %d", number, tally.accepted());
    return tally;
  }

  /** Bytes on the heaps of brain and edge, and bytes that their processes hold. */
  private record Memory(long brain, long edge, long brainResident, long edgeResident) {

    static Memory of(Processes processes) throws IOException {
      return new Memory(
          processes.live(BRAIN),
          processes.live(EDGE),
          processes.resident(BRAIN),
          processes.resident(EDGE));
    }
  }

  private void memory(Memory before, Memory now, int more) {
    double brain = (now.brain - before.brain) / (double) more;
    double edge = (now.edge - before.edge) / (double) more;
    report.line("%-46s %7.0f bytes an instance", "heap of the streams app, with the API", brain);
    report.line("%-46s %7.0f bytes an instance", "heap of the edge", edge);
    report.line("%-46s %7.1f MB", "streams app, resident", now.brainResident / MEGA);
    report.line("%-46s %7.1f MB", "edge, resident", now.edgeResident / MEGA);
    report.result("scale.heap", brain + edge, "bytes_an_instance", "<=1536");
    report.result("scale.resident.streams-app", now.brainResident / MEGA, "MB", "none");
    report.result("scale.resident.edge", now.edgeResident / MEGA, "MB", "none");
  }

  private void pages(ControlClient api) throws Exception {
    Samples pages = new Samples();
    for (int i = 0; i < PAGES; i++) {
      long begin = System.nanoTime();
      api.get("/v1/instances?status=asleep&limit=50").expect(200);
      pages.add(Duration.ofNanos(System.nanoTime() - begin));
    }
    report.row("first page of those asleep", pages);
    report.result("scale.page.median", pages.median(), "ms", "<=50");
  }

  private void idle(Processes processes) throws InterruptedException {
    Thread.sleep(SETTLE);
    Map<String, Double> shares = processes.cpuShares(IDLE, WATCH);
    shares.forEach(
        (name, share) -> report.line("%-46s %7.2f %% of a core", "idle: " + name, share));
    double all = shares.values().stream().mapToDouble(share -> share).sum();
    report.result("scale.idle", all, "percent_of_a_core", "<=6");
  }

  private void disk(RunningSystem system) throws IOException {
    for (String folder : List.of("kafka", "streams")) {
      double each = Processes.diskUse(system.settings().data().of(folder)) / (double) count;
      report.line("%-46s %7.0f bytes an instance", "disk: " + folder, each);
      report.result("scale.disk." + folder, each, "bytes_an_instance", "none");
    }
  }

  private void kills(Child brain, Decisions decisions, int instances) throws Exception {
    Samples decided = new Samples();
    for (int kill = 0; kill < KILLS; kill++) {
      brain.awaitReady(PATIENCE);
      decisions.round(Topic.INSTANCE_COMMANDS, INSTANCE, next());
      long begin = System.nanoTime();
      brain.kill();
      decisions.round(Topic.INSTANCE_COMMANDS, INSTANCE, next(), PATIENCE);
      decided.add(Duration.ofNanos(System.nanoTime() - begin));
    }
    brain.awaitReady(PATIENCE);
    report.row("kill -9 to the next decision, %d instances".formatted(instances), decided);
    report.result("scale.kill.%d".formatted(instances), decided.median(), "ms", "<=3000");
  }

  private void starts(RunningSystem system, Child brain, Decisions decisions) throws Exception {
    brain.hold();
    start("start with its stores", brain, decisions, "scale.start", "<=30");
    brain.hold();
    new FileTree(system.settings().data().of("streams")).delete();
    start("start without its stores", brain, decisions, "scale.start.restored", "<=60");
  }

  private void start(String what, Child brain, Decisions decisions, String result, String aim)
      throws Exception {
    long begin = System.nanoTime();
    brain.release();
    decisions.round(Topic.INSTANCE_COMMANDS, INSTANCE, next(), PATIENCE);
    brain.awaitReady(PATIENCE);
    double took = (System.nanoTime() - begin) / 1e9;
    report.line("%-46s %7.1f s", what + ", decides and is ready", took);
    report.result(result, took, "s", aim);
  }

  /** Waits until the brain has decided on all that was written before. */
  private void settle(Decisions decisions) throws Exception {
    decisions.round(Topic.INSTANCE_COMMANDS, INSTANCE, next(), PATIENCE);
    Thread.sleep(SETTLE);
  }

  private InstanceCommand next() {
    added = !added;
    return added ? ADD : REMOVE;
  }
}
