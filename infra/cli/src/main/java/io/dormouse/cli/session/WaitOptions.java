package io.dormouse.cli.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.cli.api.ApiClient;
import io.dormouse.cli.api.ApiPath;
import io.dormouse.cli.api.Waiter;
import io.dormouse.cli.settings.CommandFailure;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for commands whose effect comes later. */
public final class WaitOptions {

  private static final String RUNNING = "running";
  private static final String ASLEEP = "asleep";
  private static final List<String> MADE = List.of(ASLEEP, "queued", "starting", RUNNING);

  /** The value of {@code --wait} without a status. */
  private static final String USUAL = "usual";

  @Option(
      names = "--wait",
      arity = "0..1",
      fallbackValue = USUAL,
      paramLabel = "STATUS",
      description =
          "Wait until the instance has the status that the command leads to, or this one; with"
              + " running, an instance that would sleep is woken. Without a status, write it last.")
  private @Nullable String status;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = Values.Time.class,
      defaultValue = "60s",
      description = "The longest wait. Default: 60s.")
  private Duration timeout = Duration.ofSeconds(60);

  public boolean wanted() {
    return status != null;
  }

  public Waiter waiter(Session session, ApiClient api) {
    return new Waiter(api, session.notes(), timeout);
  }

  /**
   * The status to wait for.
   *
   * @param possible those that the command can lead to, the usual one first
   */
  public String status(List<String> possible) {
    if (status == null || status.equals(USUAL)) {
      return possible.getFirst();
    }
    if (!possible.contains(status)) {
      throw CommandFailure.badInput(
          "expected --wait with %s, got \"%s\"".formatted(String.join(" or ", possible), status));
    }
    return status;
  }

  /**
   * Waits for an instance, and wakes it if it would sleep else.
   *
   * @param decided false if the command may still be undecided
   */
  public JsonNode instance(
      Session session, ApiClient api, String id, List<String> possible, boolean decided) {
    String wanted = status(possible);
    Waiter waiter = waiter(session, api);
    boolean sleeps = wanted.equals(RUNNING) && possible.contains(ASLEEP);
    if (sleeps) {
      waiter.instance(id, MADE, decided);
      api.post(ApiPath.of("instances", id, "actions", "wake"), null);
    }
    return waiter.instance(id, List.of(wanted), decided || sleeps);
  }
}
