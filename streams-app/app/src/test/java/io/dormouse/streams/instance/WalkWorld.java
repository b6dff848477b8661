package io.dormouse.streams.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.Sample;
import io.dormouse.core.domain.DomainDecider;
import io.dormouse.core.domain.DomainPolicy;
import io.dormouse.core.instance.DeadlineDecider;
import io.dormouse.core.instance.InstanceInput;
import io.dormouse.core.instance.InstanceInput.Commanded;
import io.dormouse.core.instance.InstanceInput.Used;
import io.dormouse.core.instance.InstanceViews;
import io.dormouse.core.instance.policy.ActivityLedger;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.domain.DomainCommandEnvelope;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.host.HostCommand;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.HostView;
import io.dormouse.language.host.PlacementMessage;
import io.dormouse.language.host.RecordedHostEvent;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.resources.ResourceCommand;
import io.dormouse.language.resources.ResourceReport;
import io.dormouse.language.topics.HostCommandKey;
import io.dormouse.streams.domain.PublicSuffixList;
import io.dormouse.streams.instance.InstanceShell.Sent;
import io.dormouse.streams.instance.WalkLog.WalkMessage;
import io.dormouse.streams.placement.SchedulerShell;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * The world of the random walk: the real processors of instances and scheduler, hosts that behave,
 * and topics that deliver late. Everything is checked after each delivery.
 */
final class WalkWorld {

  private static final DomainPolicy DOMAINS = PublicSuffixList.policy(new DomainName("localhost"));

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(4);

  /** A record and the time of its delivery. */
  private record Taken(Instant at, WalkLog.Written record) {}

  final SplittableRandom random;
  final WalkLog log = new WalkLog();
  final WalkChecks checks = new WalkChecks();
  final List<InstanceId> instances =
      Stream.of("a", "b", "c", "d", "e").map(InstanceId::new).toList();
  final List<WalkHost> hosts =
      List.of(
          new WalkHost("host-1", 600), new WalkHost("host-2", 600), new WalkHost("host-3", 300));
  final WalkProvisioner provisioner = new WalkProvisioner();
  final List<Object> story = new ArrayList<>();
  final List<WalkMessage.ForInstance> delivered = new ArrayList<>();
  Instant now = Sample.START;

  private final InstanceShell shell;
  private final SchedulerShell scheduler;
  private final Map<DomainName, DomainRoute> routes = new HashMap<>();
  private final Map<HostId, Long> hostEvents = new HashMap<>();

  WalkWorld(long seed, InstanceShell shell, SchedulerShell scheduler) {
    this.random = new SplittableRandom(seed);
    this.shell = shell;
    this.scheduler = scheduler;
    shell.clear();
    shell.startAnew(Instant.EPOCH);
    scheduler.clear();
    WalkSteps.BLUEPRINTS.forEach(shell::blueprint);
    shell.plan(WalkSteps.TRIAL);
  }

  /** Delivers one record, if there is any. */
  boolean deliver() {
    WalkLog.@Nullable Written next = log.next(random);
    if (next == null) {
      return false;
    }
    story.add(new Taken(now, next));
    switch (next.message()) {
      case WalkMessage.ForInstance message -> instance(message, next.at());
      case WalkMessage.ForScheduler(var message) -> placed(scheduler.told(message, next.at()));
      case WalkMessage.ForDomains(var envelope) -> domain(envelope, next.at());
      case WalkMessage.ForHost(var key, var command) -> host(key).follow(key.replica(), command);
      case WalkMessage.ForProvisioner(var id, var command) -> provisioner.follow(id, command);
      case WalkMessage.HostHeartbeat(var report) -> placed(scheduler.heard(report, next.at()));
      case WalkMessage.HostChanged(var view) -> shell.host(view);
    }
    return true;
  }

  private void instance(WalkMessage.ForInstance message, Instant at) {
    if (message.input() instanceof Used(var report)) {
      checks.used(message.id(), report, at);
    } else {
      delivered.add(message);
    }
    sent(shell.process(message.id(), message.input(), at));
    check(message.id());
  }

  /** The scheduler looks for silent hosts meanwhile. */
  void timePasses(Duration time) {
    Instant then = now.plus(time);
    while (now.isBefore(then)) {
      Instant next = now.plus(BETWEEN_LOOKS);
      now = next.isBefore(then) ? next : then;
      placed(scheduler.timePasses(now));
    }
  }

  /** The brain restarts; it still has to read the records that it had not read. */
  void brainStartsAnew() {
    shell.startAnew(now);
    scheduler.startAnew(now);
    checks.watchedSince(now);
  }

  /** Wakes the processor as its timer would, never twice at one time. */
  void checkDeadlines() {
    timePasses(Duration.ofMillis(200));
    sent(shell.timePasses(now));
    instances.forEach(this::check);
  }

  void act(WalkHost host) {
    if (!host.isMute(now)) {
      host.act(random, now)
          .ifPresent(report ->
              log.append(
                  new WalkMessage.ForInstance(
                      report.replica().instance(), new InstanceInput.Reported(report)),
                  now));
      if (host.freeBytes() < 0) {
        throw new AssertionError("Expected %s within its budget.".formatted(host.id));
      }
      instances.forEach(this::checkLive);
    }
  }

  private void checkLive(InstanceId id) {
    for (int index = 0; index < WalkSteps.MOST_REPLICAS; index++) {
      checkLive(id, new ReplicaId(id, index));
    }
  }

  private void checkLive(InstanceId id, ReplicaId replica) {
    boolean own = state(id) instanceof Living living && living.facts().origin().resource() != null;
    int live = 0;
    for (WalkHost host : hosts) {
      boolean writes = own ? host.hasWith(replica, provisioner.valid(replica)) : host.has(replica);
      live += writes ? 1 : 0;
    }
    if (live > 1) {
      throw new AssertionError(
          "Expected %s on one host, but got %s."
              .formatted(
                  replica, hosts.stream().filter(h -> h.has(replica)).map(h -> h.id).toList()));
    }
  }

  /** The provisioner does one step. */
  void provide() {
    for (ResourceReport report : provisioner.act(random, now)) {
      log.append(
          new WalkMessage.ForInstance(report.instance(), new InstanceInput.Provisioned(report)),
          now);
    }
    instances.forEach(this::checkLive);
  }

  void heartbeat(WalkHost host) {
    if (!host.isMute(now)) {
      log.append(new WalkMessage.HostHeartbeat(host.heartbeat()), now);
    }
  }

  private void sent(List<Sent> records) {
    for (Sent sent : records) {
      if (sent.value() instanceof RecordedEvent event) {
        story.add(event);
        checks.happened(event);
      }
    }
    for (Sent sent : records) {
      switch (sent.sink().topic()) {
        case HOST_COMMANDS ->
            log.append(
                new WalkMessage.ForHost(
                    HostCommandKey.parse(sent.key()), (HostCommand) sent.value()),
                now);
        case PLACEMENT ->
            log.append(
                new WalkMessage.ForScheduler(
                    (PlacementMessage) Objects.requireNonNull(sent.value())),
                now);
        case DOMAIN_COMMANDS -> {
          var envelope = (DomainCommandEnvelope) Objects.requireNonNull(sent.value());
          checks.asked(envelope.id(), envelope);
          log.append(new WalkMessage.ForDomains(envelope), now);
        }
        case RESOURCE_COMMANDS ->
            log.append(
                new WalkMessage.ForProvisioner(
                    new InstanceId(sent.key()), (ResourceCommand) sent.value()),
                now);
        case INSTANCES -> checkView(sent);
        default -> {}
      }
    }
  }

  private void checkView(Sent sent) {
    InstanceState state = shell.state(new InstanceId(sent.key()));
    assertThat(sent.value())
        .as("view of %s", state)
        .isEqualTo(state instanceof Living living ? InstanceViews.of(living) : null);
  }

  private void placed(List<Record<String, Object>> records) {
    for (Record<String, Object> record : records) {
      switch (record.value()) {
        case RecordedHostEvent event -> {
          story.add(event);
          assertThat(event.sequence())
              .as("sequence of %s", event)
              .isEqualTo(hostEvents.merge(event.event().host(), 1L, Long::sum));
        }
        case HostView view -> log.append(new WalkMessage.HostChanged(view), now);
        case CommandEnvelope command -> {
          checks.asked(command.id(), command);
          log.append(
              new WalkMessage.ForInstance(new InstanceId(record.key()), new Commanded(command)),
              now);
        }
        default -> throw new AssertionError("Expected nothing like " + record.value());
      }
    }
  }

  private void domain(DomainCommandEnvelope envelope, Instant at) {
    DomainName name = envelope.command().domain();
    if (DomainDecider.decide(routes.get(name), envelope, DOMAINS, at)
        instanceof DomainDecider.DomainDecision.Routed(var route, var told)) {
      if (route == null) {
        routes.remove(name);
      } else {
        routes.put(name, route);
      }
      if (told != null) {
        CommandEnvelope command =
            new CommandEnvelope(
                new CommandId("domain-" + envelope.id()), Actor.system("domains"), told.command());
        log.append(new WalkMessage.ForInstance(told.instance(), new Commanded(command)), now);
      }
    }
  }

  /** Checks that log and store agree, and that the store has a deadline if the state has one. */
  private void check(InstanceId id) {
    InstanceState state = shell.state(id);
    if (!state.equals(checks.state(id))) {
      throw new AssertionError(
          "Expected the store to hold %s, but got %s.".formatted(checks.state(id), state));
    }
    boolean due = DeadlineDecider.deadline(state, ActivityLedger.EMPTY, now).isPresent();
    if (shell.hasDeadline(id) != due) {
      throw new AssertionError("Expected a deadline of %s: %s.".formatted(state, due));
    }
  }

  InstanceState state(InstanceId id) {
    return shell.state(id);
  }

  private WalkHost host(HostCommandKey key) {
    return hosts.stream().filter(host -> host.id.equals(key.host())).findFirst().orElseThrow();
  }
}
