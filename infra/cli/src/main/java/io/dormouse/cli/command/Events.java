package io.dormouse.cli.command;

import io.dormouse.cli.api.ApiClient;
import io.dormouse.cli.api.ApiPath;
import io.dormouse.cli.api.EventStream;
import io.dormouse.cli.session.EventOptions;
import io.dormouse.cli.session.Session;
import io.dormouse.cli.session.Values;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands for the events of the whole system. */
@Command(
    name = "events",
    addMethodSubcommands = false,
    description = "Events of all instances and hosts.")
public final class Events {

  private final Session session;

  public Events(Session session) {
    this.session = session;
  }

  @Command(name = "tail", description = "Prints events as they come, until Ctrl-C.")
  void tail(
      @Option(
              names = "--since",
              paramLabel = "TIME",
              converter = Values.Moment.class,
              description =
                  "Begin with events from this time: 2026-11-22T08:00:00Z, or 20m before now."
                      + " Default: now.")
          @Nullable Instant since,
      @Mixin EventOptions options) {
    ApiClient api = session.api();
    session.notes().hint("events follow until Ctrl-C");
    new EventStream(api, session.notes(), EventStream.SILENCE)
        .follow(
            options.addTo(ApiPath.of("events").with("since", since)),
            session.printer().lines(EventOptions.ofAll()));
  }
}
