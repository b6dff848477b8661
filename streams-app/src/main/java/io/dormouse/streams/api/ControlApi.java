package io.dormouse.streams.api;

import io.dormouse.schemas.settings.SettingsException;
import io.dormouse.schemas.topics.KafkaSettings;
import io.dormouse.schemas.topics.TopicWriter;
import io.dormouse.streams.api.http.HttpFront;
import io.dormouse.streams.api.http.Route;
import io.dormouse.streams.api.http.Router;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control API while it listens. It keeps no state of its own: it shows what the topics say, and
 * what it is asked to do it writes as commands and answers with the brain's decision.
 */
public final class ControlApi implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ControlApi.class);

  private final Tables tables;
  private final HttpFront front;

  private ControlApi(Tables tables, HttpFront front) {
    this.tables = tables;
    this.front = front;
  }

  /**
   * Begins to read the topics and to listen. Until the topics are read, all but {@code /health} and
   * {@code /ready} answer 503.
   *
   * @param writer stays the caller's to close, after this
   * @param streamsRunning whether the brain works, for {@code /ready}
   * @throws SettingsException if it cannot listen where the settings say
   */
  public static ControlApi start(
      ApiSettings settings,
      KafkaSettings kafka,
      TopicWriter writer,
      BooleanSupplier streamsRunning) {
    Tables tables = new Tables(kafka, writer);
    Commands commands = new Commands(writer, tables, settings.decisionTimeout());
    HealthEndpoints health = new HealthEndpoints(tables::caughtUp, streamsRunning);
    Stream<Route> guarded =
        endpoints(settings, kafka, tables, commands)
            .map(route -> route.to(health.whenCaughtUp(route.endpoint())));
    HttpFront front =
        new HttpFront(
            new Router(Stream.concat(health.routes().stream(), guarded).toList()),
            settings.bodyLimit().bytes());
    try {
      front.listen(settings.host(), settings.port());
    } catch (IllegalStateException e) {
      tables.close();
      throw new SettingsException(
          "The settings api.host and api.port have the values %s and %d. %s"
              .formatted(settings.host(), settings.port(), e.getMessage()),
          e);
    }
    LOG.atInfo()
        .setMessage("control API listens")
        .addKeyValue("address", settings.host())
        .addKeyValue("port", front.port())
        .log();
    return new ControlApi(tables, front);
  }

  private static Stream<Route> endpoints(
      ApiSettings settings, KafkaSettings kafka, Tables tables, Commands commands) {
    Feasibility feasibility = new Feasibility(tables, settings.baseDomain());
    return Stream.of(
            new InstanceEndpoints(tables, commands, feasibility).routes(),
            new HistoryEndpoint(new HistoryReader(kafka)).routes(),
            new DomainEndpoints(tables, commands).routes(),
            new BlueprintEndpoints(tables, commands, feasibility).routes(),
            new HostEndpoints(tables).routes())
        .flatMap(List::stream);
  }

  /** The port it listens on. */
  public int port() {
    return front.port();
  }

  /** Lets the requests under way end, and stops within seconds. */
  @Override
  public void close() {
    front.close();
    tables.close();
  }
}
