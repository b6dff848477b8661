package io.dormouse.benchmarks.history;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.benchmarks.Processes;
import io.dormouse.benchmarks.Report;
import io.dormouse.benchmarks.Samples;
import io.dormouse.kit.settings.Settings;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.local.RunningSystem;
import io.dormouse.local.Story;
import io.dormouse.local.client.Await;
import io.dormouse.local.client.ControlClient;
import io.dormouse.local.client.Unexpected;
import io.dormouse.local.data.FileTree;
import io.dormouse.local.supervision.Child;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A log of many events: the time to index them anew, and the times of questions about one instance
 * and about all instances at a past moment.
 */
public final class HistoryBenchmark implements Story {

  private static final int EVENTS_OF_EACH = 100;
  private static final int QUESTIONS = 1_000;
  private static final int FLEETS = 3;
  private static final int PAGE = 1_000;
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final double SECOND = 1e9;

  private final int count;
  private final Report report = new Report(System.out);

  /**
   * The benchmark.
   *
   * @param count of events
   */
  public HistoryBenchmark(int count) {
    this.count = count;
  }

  @Override
  public int play(RunningSystem system) throws Exception {
    Years years = new Years(Math.max(1, count / EVENTS_OF_EACH), EVENTS_OF_EACH, Instant.now());
    KafkaSettings kafka =
        Settings.load(
            KafkaSettings.class,
            List.of("--kafka.bootstrap.servers=" + system.settings().kafka()),
            Map.of());
    try (HttpClient http = HttpClient.newHttpClient()) {
      ControlClient api = new ControlClient(http, system.settings().api());
      report.title(
          "history: %d events of %d instances".formatted(years.events(), years.instances()));
      years.write(kafka);
      awaitIndexed(api, years);
      rebuild(system, api, years);
      questions(api, years);
      fleet(api, years);
      verify(system, years);
    }
    report.end();
    return 0;
  }

  private void rebuild(RunningSystem system, ControlClient api, Years years) throws Exception {
    Child brain = system.stack().child("streams-app");
    Path index = system.settings().data().of("streams").resolve("history");
    brain.hold();
    report.line(
        "%-46s %7.1f bytes an event", "disk", Processes.diskUse(index) / (double) years.events());
    new FileTree(index).delete();
    brain.release();
    long left = Await.until("unread events", PATIENCE, () -> someUnread(api));
    long begin = System.nanoTime();
    awaitIndexed(api, years);
    double seconds = (System.nanoTime() - begin) / SECOND;
    report.line("%-46s %7.0f events a second", "built anew from the log", left / seconds);
    report.result("history.rebuild", left / seconds, "per_second", ">=100000");
  }

  private void questions(ControlClient api, Years years) throws Exception {
    Random random = new Random(1);
    Samples histories = new Samples();
    Samples whys = new Samples();
    Samples moments = new Samples();
    for (int i = 0; i < QUESTIONS; i++) {
      String path = "/v1/instances/" + Years.instance(random.nextInt(years.instances()));
      histories.add(time(api, path + "/history"));
      whys.add(time(api, path + "/why"));
      moments.add(time(api, path + "?at=" + years.at(random.nextDouble())));
    }
    report.row("history of an instance", histories);
    report.row("why of an instance", whys);
    report.row("an instance at a past moment", moments);
    report.result("history.instance.p99", histories.p99(), "ms", "<=20");
    report.result("history.why.p99", whys.p99(), "ms", "none");
    report.result("history.at.p99", moments.p99(), "ms", "none");
  }

  private void fleet(ControlClient api, Years years) throws Exception {
    Samples fleets = new Samples();
    for (int i = 0; i < FLEETS; i++) {
      long begin = System.nanoTime();
      int seen = 0;
      String next =
          "/v1/instances?limit=%d&at=%s".formatted(PAGE, years.at((i + 1.0) / (FLEETS + 1)));
      while (!next.isEmpty() && !next.equals("null")) {
        JsonNode page = api.get(next).expect(200).json();
        seen += page.path("items").size();
        next = page.path("next").asText();
      }
      fleets.add(Duration.ofNanos(System.nanoTime() - begin));
      Unexpected.unless(
          seen == years.instances(), "Expected %d instances, but got %d", years.instances(), seen);
    }
    report.row("all instances at a past moment", fleets);
    report.result("history.fleet", fleets.median() / 1000, "s", "<=5");
  }

  /** The check of the log as an operator runs it, from its start to its end. */
  private void verify(RunningSystem system, Years years) throws Exception {
    Path program = system.settings().repository().resolve("streams-app/app/target/streams-app.jar");
    long begin = System.nanoTime();
    Process check =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-jar",
                program.toString(),
                "verify",
                "--kafka.bootstrap.servers=" + system.settings().kafka())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int exit = check.waitFor();
    double seconds = (System.nanoTime() - begin) / SECOND;
    Unexpected.unless(exit == 0, "Expected an intact log, but verify ended with %d", exit);
    report.line("%-46s %7.0f events a second", "verified", years.events() / seconds);
    report.result("history.verify", years.events() / seconds, "per_second", ">=200000");
  }

  private static Duration time(ControlClient api, String path) throws Exception {
    long begin = System.nanoTime();
    api.get(path).expect(200);
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private static void awaitIndexed(ControlClient api, Years years) throws Exception {
    String last =
        "/v1/instances/%s/history?limit=1&order=desc"
            .formatted(Years.instance(years.instances() - 1));
    Await.until(
        "indexed events",
        PATIENCE,
        () ->
            Optional.of(api.get(last).json().path(0).path("sequence").asInt())
                .filter(sequence -> sequence == EVENTS_OF_EACH));
  }

  private static Optional<Long> someUnread(ControlClient api) throws InterruptedException {
    try {
      return Optional.of(api.get("/ready").json().path("history").path("unread").asLong())
          .filter(unread -> unread > 0);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
