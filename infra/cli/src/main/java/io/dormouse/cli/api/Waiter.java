package io.dormouse.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.dormouse.cli.json.Json;
import io.dormouse.cli.settings.CommandFailure;
import io.dormouse.cli.settings.Durations;
import io.dormouse.cli.settings.ExitCode;
import io.dormouse.cli.terminal.Notes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Waits until an instance or a sign-up is as wanted. A wait that lasts too long is a {@link
 * CommandFailure} with {@link ExitCode#TIMED_OUT}; one that can no longer succeed fails at once. An
 * API that does not answer meanwhile is asked again.
 */
public final class Waiter {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
  private static final Set<String> GOING_AWAY = Set.of("retired", "removing", "deleted");
  private static final int NOT_FOUND = 404;

  private final ApiClient api;
  private final Notes notes;
  private final Duration timeout;
  private final long begun = System.nanoTime();

  /** All waits of this one share its time, which begins now. */
  public Waiter(ApiClient api, Notes notes, Duration timeout) {
    this.api = api;
    this.notes = notes;
    this.timeout = timeout;
  }

  /**
   * Waits for one of these statuses of an instance.
   *
   * @param decided false if the command may still be undecided; the first view is then older than
   *     its effects, and a failure in it does not count
   * @return the instance
   */
  public JsonNode instance(String id, List<String> wanted, boolean decided) {
    long[] stale = {decided ? -1 : Long.MAX_VALUE};
    return until(
        "%s to be %s".formatted(id, String.join(" or ", wanted)),
        ApiPath.of("instances", id),
        seen -> {
          String status = seen.path("status").asText("");
          if (wanted.contains(status)) {
            return Optional.of(seen);
          }
          if (seen.isMissingNode() && wanted.contains("deleted")) {
            return Optional.of(Json.object().put("id", id).put("status", "deleted"));
          }
          long sequence = seen.path("sequence").asLong();
          stale[0] = Math.min(stale[0], sequence);
          if (sequence > stale[0] || decided) {
            failIfHopeless(id, seen, wanted);
          }
          return Optional.empty();
        });
  }

  /** Waits until the page of a sign-up opens. */
  public JsonNode signUp(String id) {
    return until(
        "the sign-up to be ready",
        ApiPath.of("signups", id),
        seen ->
            switch (seen.path("progress").asText("")) {
              case "ready" -> Optional.of(seen);
              case "refused", "failed", "deleted" -> throw unsuccessful(seen);
              default -> Optional.empty();
            });
  }

  private static CommandFailure unsuccessful(JsonNode signUp) {
    String instance = signUp.path("instance").asText("");
    return new CommandFailure(
        ExitCode.FAILED,
        "The sign-up for %s %s. %s"
            .formatted(
                instance,
                switch (signUp.path("progress").asText("")) {
                  case "refused" -> "was refused";
                  case "failed" -> "failed";
                  default -> "is over: the instance is deleted";
                },
                signUp.path("message").asText(""))
            .strip(),
        "try: dormouse instances show " + instance);
  }

  private static void failIfHopeless(String id, JsonNode seen, List<String> wanted) {
    String status = seen.path("status").asText("");
    if (status.equals("failed")) {
      JsonNode failure = seen.path("failure");
      List<String> advice = new ArrayList<>();
      failure.path("lastLogLines").forEach(line -> advice.add("log: " + line.asText()));
      advice.add("try: dormouse instances history " + id);
      throw new CommandFailure(
          ExitCode.FAILED,
          "%s failed: %s".formatted(id, failure.path("message").asText("no reason is known")),
          advice.toArray(String[]::new));
    }
    JsonNode resources = seen.path("resources");
    if (status.equals("requested") && resources.path("failedStep").isTextual()) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "The resources of %s could not be made. Step %s: %s"
              .formatted(
                  id, resources.path("failedStep").asText(), resources.path("failure").asText()),
          "try: dormouse instances retry " + id);
    }
    if (GOING_AWAY.contains(status) && wanted.stream().noneMatch(GOING_AWAY::contains)) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "%s is %s and will not be %s".formatted(id, status, String.join(" or ", wanted)),
          "try: dormouse instances history " + id);
    }
  }

  /**
   * Looks until there is a result.
   *
   * @param look gets what is there, missing if there is nothing
   */
  private JsonNode until(String goal, ApiPath path, Function<JsonNode, Optional<JsonNode>> look) {
    Duration pause = FIRST_PAUSE;
    String last = "nothing";
    while (true) {
      try {
        JsonNode seen = seen(path);
        Optional<JsonNode> result = look.apply(seen);
        if (result.isPresent()) {
          notes.clear();
          return result.get();
        }
        last = seen.path("progress").asText(seen.path("status").asText("nothing"));
      } catch (NoAnswer | Problem e) {
        if (e instanceof Problem problem && !problem.mayPass()) {
          throw e;
        }
        last = String.valueOf(e.getMessage());
      }
      Duration waited = Duration.ofNanos(System.nanoTime() - begun);
      notes.progress("waiting for %s: %s, %d s".formatted(goal, last, waited.toSeconds()));
      if (waited.plus(pause).compareTo(timeout) > 0) {
        throw timedOut(goal, last);
      }
      sleep(pause);
      Duration longer = pause.multipliedBy(3).dividedBy(2);
      pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
    }
  }

  private JsonNode seen(ApiPath path) {
    try {
      return api.get(path);
    } catch (Problem e) {
      if (e.status() == NOT_FOUND) {
        return MissingNode.getInstance();
      }
      throw e;
    }
  }

  private CommandFailure timedOut(String goal, String last) {
    return new CommandFailure(
        ExitCode.TIMED_OUT,
        "expected %s within %s; last seen: %s".formatted(goal, Durations.format(timeout), last),
        "It goes on in the background.");
  }

  private void sleep(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoAnswer(api.address(), "the wait was interrupted");
    }
  }
}
