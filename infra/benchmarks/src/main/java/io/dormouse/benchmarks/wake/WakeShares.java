package io.dormouse.benchmarks.wake;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.benchmarks.Report;
import io.dormouse.benchmarks.Samples;
import java.time.Duration;
import java.time.Instant;

/** The time of a wake, hop by hop. All clocks are of one machine; the log counts milliseconds. */
final class WakeShares {

  private final Samples edgeToLog = new Samples();
  private final Samples decision = new Samples();
  private final Samples prepare = new Samples();
  private final Samples start = new Samples();
  private final Samples boot = new Samples();
  private final Samples report = new Samples();
  private final Samples release = new Samples();
  private final Samples own = new Samples();

  void add(WakeBenchmark.Wake wake) {
    JsonNode phases = wake.started().path("data").path("phases");
    Instant woken = time(wake.woken());
    Instant accepted = at(phases, "accepted");
    Instant created = at(phases, "created");
    Instant started = at(phases, "started");
    Instant ready = at(phases, "ready");
    Instant reported = time(wake.started());
    Instant answered = wake.asked().plus(wake.waited());
    edgeToLog.add(Duration.between(wake.asked(), woken));
    decision.add(Duration.between(woken, accepted));
    prepare.add(Duration.between(accepted, created));
    start.add(Duration.between(created, started));
    boot.add(Duration.between(started, ready));
    report.add(Duration.between(ready, reported));
    release.add(Duration.between(reported, answered));
    own.add(wake.waited().minus(Duration.between(created, ready)));
  }

  /** The wait less what the container's start and the application's boot took in that very wake. */
  Samples ownOverhead() {
    return own;
  }

  void print(Report to) {
    to.title("its hops");
    to.row("request at the edge → wake in the log", edgeToLog);
    to.row("wake in the log → decided, at the agent", decision);
    to.row("agent: image, container there", prepare);
    to.row("start of the container", start);
    to.row("boot of the application, until ready", boot);
    to.row("ready → report in the log", report);
    to.row("report in the log → forward → first byte", release);
  }

  /** The time of an event: that of the command or report that it was decided on, in the log. */
  static Instant time(JsonNode event) {
    return Instant.parse(event.path("time").asText());
  }

  private static Instant at(JsonNode phases, String name) {
    return Instant.parse(phases.path(name).asText());
  }
}
