package io.dormouse.cli.session;

import io.dormouse.cli.api.ApiPath;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of a history. */
public final class HistoryOptions {

  /** The orders. */
  enum Order {
    ASC,
    DESC;

    /** The word that a person writes. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Mixin public ListOptions list = new ListOptions();
  @Mixin private EventOptions events = new EventOptions();

  @Option(
      names = "--after",
      paramLabel = "SEQUENCE",
      description = "Only events behind the one with this number.")
  private @Nullable Long after;

  @Option(
      names = "--order",
      paramLabel = "ORDER",
      defaultValue = "asc",
      description = "asc or desc: the oldest or the newest first. Default: asc.")
  private Order order = Order.ASC;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = Values.Moment.class,
      description = "Only events from this time on: 2026-11-22T08:00:00Z, or 20m before now.")
  private @Nullable Instant since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = Values.Moment.class,
      description = "Only events up to this time.")
  private @Nullable Instant until;

  /** The path with a query for the chosen events. */
  public ApiPath addTo(ApiPath path) {
    return events
        .addTo(path)
        .with("after", after)
        .with("order", order == Order.DESC ? "desc" : null)
        .with("since", since)
        .with("until", until);
  }
}
