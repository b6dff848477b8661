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
  private final Samples readyToAnswer = new Samples();
  private final Samples own = new Samples();

  void add(WakeBenchmark.Wake wake) {
    JsonNode phases = wake.started().path("data").path("phases");
    Instant woken = Instant.parse(wake.woken().path("time").asText());
    Instant accepted = at(phases, "accepted");
    Instant created = at(phases, "created");
    Instant started = at(phases, "started");
    Instant ready = at(phases, "ready");
    Instant answered = wake.asked().plus(wake.waited());
    edgeToLog.add(Duration.between(wake.asked(), woken));
    decision.add(Duration.between(woken, accepted));
    prepare.add(Duration.between(accepted, created));
    start.add(Duration.between(created, started));
    boot.add(Duration.between(started, ready));
    readyToAnswer.add(Duration.between(ready, answered));
    own.add(wake.waited().minus(Duration.between(created, ready)));
  }

  /** The wait less what the container's start and the application's boot took in that very wake. */
  Samples ownOverhead() {
    return own;
  }

  void print(Report report) {
    report.title("its hops");
    report.row("request at the edge → wake in the log", edgeToLog);
    report.row("wake in the log → decided, at the agent", decision);
    report.row("agent: image, container there", prepare);
    report.row("start of the container", start);
    report.row("boot of the application, until ready", boot);
    report.row("ready → view → forward → first byte", readyToAnswer);
  }

  private static Instant at(JsonNode phases, String name) {
    return Instant.parse(phases.path(name).asText());
  }
}
