package io.dormouse.streams.api;

import io.dormouse.kit.metrics.ProgramMetrics;
import io.dormouse.kit.settings.SettingsException;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.streams.api.access.AccessControl;
import io.dormouse.streams.api.access.KeyEndpoints;
import io.dormouse.streams.api.blueprint.BlueprintEndpoints;
import io.dormouse.streams.api.blueprint.PlanEndpoints;
import io.dormouse.streams.api.command.CommandGateway;
import io.dormouse.streams.api.command.CommandLimit;
import io.dormouse.streams.api.command.PreflightChecks;
import io.dormouse.streams.api.contract.ContractEndpoints;
import io.dormouse.streams.api.domain.DomainEndpoints;
import io.dormouse.streams.api.history.HistoryEndpoints;
import io.dormouse.streams.api.history.WhyEndpoint;
import io.dormouse.streams.api.host.HostEndpoints;
import io.dormouse.streams.api.http.Route;
import io.dormouse.streams.api.http.Router;
import io.dormouse.streams.api.http.server.AllowedHosts;
import io.dormouse.streams.api.http.server.ApiServer;
import io.dormouse.streams.api.http.server.IdempotencyKeys;
import io.dormouse.streams.api.http.server.ServerLimits;
import io.dormouse.streams.api.instance.BatchEndpoint;
import io.dormouse.streams.api.instance.InstanceCreation;
import io.dormouse.streams.api.instance.InstanceEndpoints;
import io.dormouse.streams.api.owner.OwnerDatabase;
import io.dormouse.streams.api.owner.OwnerEndpoints;
import io.dormouse.streams.api.signup.SignUpEndpoints;
import io.dormouse.streams.api.signup.SignUpGateway;
import io.dormouse.streams.api.view.ReadableHistory;
import io.dormouse.streams.api.view.Tables;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control API while it listens. It has no state of its own: it shows the content of the topics,
 * writes commands, and answers with the brain's decision.
 */
public final class ControlApi implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ControlApi.class);

  /** Nobody looks at a line's answer at once, so that its wait is so many times longer. */
  private static final int PATIENCE_OF_BATCHES = 10;

  /** Part of the wait for a decision in which it is quick. */
  private static final int QUICK = 4;

  private final Tables tables;
  private final ReadableHistory history;
  private final @Nullable OwnerDatabase owners;
  private final List<Route> routes;
  private final ApiServer front;

  private ControlApi(
      Tables tables,
      ReadableHistory history,
      @Nullable OwnerDatabase owners,
      List<Route> routes,
      ApiServer front) {
    this.tables = tables;
    this.history = history;
    this.owners = owners;
    this.routes = routes;
    this.front = front;
  }

  /**
   * Starts to read the topics and to listen. Until the topics are read, all but {@code /health},
   * {@code /ready} and {@code /metrics} answer 503.
   *
   * @throws SettingsException if it cannot listen at the address and port of the settings
   */
  public static ControlApi start(ApiSettings settings, ApiParts parts) {
    Tables tables = new Tables(parts.kafka(), parts.writer(), parts.schemas());
    ReadableHistory history = new ReadableHistory(parts.history(), tables.instances());
    OwnerDatabase owners =
        settings.owners().url().isEmpty() ? null : new OwnerDatabase(settings.owners());
    AccessControl access = access(settings, tables, history, owners);
    HealthEndpoints health =
        new HealthEndpoints(
            tables::caughtUp,
            parts.streamsRunning(),
            parts.history()::progress,
            new ProgramMetrics());
    IdempotencyKeys keys = new IdempotencyKeys();
    Stream<Route> guarded =
        endpoints(settings, tables, history, parts.writer(), keys)
            .map(route -> route.to(health.whenCaughtUp(route.handler())));
    List<Route> routes =
        Stream.of(
                health.routes().stream(),
                new ContractEndpoints().routes().stream(),
                new OwnerEndpoints(owners).routes().stream(),
                guarded)
            .flatMap(some -> some)
            .map(keys::guard)
            .map(access::guard)
            .toList();
    ApiServer front =
        new ApiServer(
            new Router(routes),
            new AllowedHosts(settings.host(), settings.hosts()),
            new ServerLimits(
                settings.connections(),
                settings.bodyLimit().bytes(),
                settings.streams(),
                settings.batches()));
    ControlApi api = new ControlApi(tables, history, owners, routes, front);
    api.listen(settings);
    return api;
  }

  private static AccessControl access(
      ApiSettings settings,
      Tables tables,
      ReadableHistory history,
      @Nullable OwnerDatabase owners) {
    try {
      return new AccessControl(settings.access(), tables);
    } catch (SettingsException e) {
      closeSources(tables, history, owners);
      throw e;
    }
  }

  private void listen(ApiSettings settings) {
    try {
      front.listen(settings.host(), settings.port());
    } catch (IllegalStateException e) {
      closeSources(tables, history, owners);
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
  }

  private static Stream<Route> endpoints(
      ApiSettings settings,
      Tables tables,
      ReadableHistory history,
      TopicWriter writer,
      IdempotencyKeys keys) {
    Duration timeout = settings.decisionTimeout();
    Duration quick = timeout.dividedBy(QUICK);
    CommandGateway commands =
        new CommandGateway(
            writer, tables, timeout, new CommandLimit(settings.commands(), quick, quick));
    CommandGateway lines =
        new CommandGateway(
            writer,
            tables,
            timeout.multipliedBy(PATIENCE_OF_BATCHES),
            new CommandLimit(settings.batches().lines(), quick, settings.batches().time()));
    PreflightChecks preflight = new PreflightChecks(tables, settings.baseDomain());
    SignUpGateway gateway = new SignUpGateway(tables, commands, preflight);
    return Stream.of(
            new SignUpEndpoints(tables, gateway, preflight, InstantSource.system()).routes(),
            new InstanceEndpoints(tables, history, commands, preflight).routes(),
            new BatchEndpoint(new InstanceCreation(lines, preflight), keys).routes(),
            new HistoryEndpoints(tables.instances(), history).routes(),
            new WhyEndpoint(tables.instances(), history).routes(),
            new DomainEndpoints(tables, commands, preflight).routes(),
            new BlueprintEndpoints(tables, commands, preflight).routes(),
            new PlanEndpoints(tables, commands).routes(),
            new HostEndpoints(tables).routes(),
            new KeyEndpoints(tables.keys(), commands, InstantSource.system()).routes())
        .flatMap(List::stream);
  }

  /** The port it listens on. */
  public int port() {
    return front.port();
  }

  /** All routes. */
  public List<Route> routes() {
    return routes;
  }

  /** Stops within seconds; requests in progress may finish. */
  @Override
  public void close() {
    front.close();
    closeSources(tables, history, owners);
  }

  private static void closeSources(
      Tables tables, ReadableHistory history, @Nullable OwnerDatabase owners) {
    history.close();
    tables.close();
    if (owners != null) {
      owners.close();
    }
  }
}
