package io.dormouse.core.simulation;

import io.dormouse.core.Sample;
import io.dormouse.core.instance.InstanceInput.Provisioned;
import io.dormouse.core.instance.InstanceInput.Reported;
import io.dormouse.core.instance.InstanceInput.Used;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.ReplicaState.Fencing;
import io.dormouse.core.instance.state.ReplicaState.Lost;
import io.dormouse.core.instance.state.ReplicaState.Starting;
import io.dormouse.core.instance.state.ReplicaState.Stopping;
import io.dormouse.language.activity.ActivityReport;
import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.blueprint.PassivationAction;
import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.blueprint.PassivationPolicy.FixedIdle;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.instance.InstanceCommand.DeleteInstance;
import io.dormouse.language.instance.InstanceCommand.PassivateInstance;
import io.dormouse.language.instance.InstanceCommand.WakeInstance;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** An hour of 200 instances on five hosts, of which some are lost within the same minute. */
final class Simulation {

  static final int HOSTS = 5;
  private static final int INSTANCES = 200;
  private static final long BUDGET = 12 * 256 * Sample.MIB;
  private static final Duration TIME = Duration.ofHours(1);
  private static final Duration TO_REST = Duration.ofMinutes(25);
  private static final Duration REPORTED_EVERY = Duration.ofSeconds(10);
  private static final List<Blueprint> BLUEPRINTS =
      List.of(Sample.OWN_BLUEPRINT, Sample.BLUEPRINT, Sample.TWO_BLUEPRINT, Sample.OWN_BLUEPRINT);

  private final Agenda agenda;
  private final SimulationChecks checks = new SimulationChecks();
  private final SimulatedBrain brain;
  private final List<SimulatedHost> hosts = new ArrayList<>();
  private final List<InstanceId> instances =
      IntStream.range(0, INSTANCES).mapToObj(i -> new InstanceId("i-" + i)).toList();
  private long commands;
  private long steps;
  private boolean calm;

  Simulation(long seed) {
    agenda = new Agenda(seed);
    brain = new SimulatedBrain(agenda, checks, BLUEPRINTS);
    SimulatedProvisioner provisioner =
        new SimulatedProvisioner(
            agenda, report -> brain.append(report.instance(), new Provisioned(report)));
    for (int i = 0; i < HOSTS; i++) {
      hosts.add(
          new SimulatedHost(
              "host-" + i,
              agenda,
              BUDGET,
              report -> brain.append(report.replica().instance(), new Reported(report))));
    }
    brain.connect(hosts, provisioner);
    hosts.forEach(host -> agenda.in(agenda.between(0, 2_000), () -> beat(host)));
    instances.forEach(id -> agenda.in(agenda.between(0, 30_000), () -> create(id)));
    agenda.in(agenda.between(120_000, 600_000), this::loseHosts);
    agenda.in(agenda.between(60_000, 300_000), this::fillADisk);
  }

  /** Plays it; returns the events that happened, by their names. */
  Map<String, Integer> play() {
    Instant end = Sample.START.plus(TIME);
    while (agenda.step(end)) {
      look();
    }
    calm = true;
    brain.calmDown();
    hosts.forEach(SimulatedHost::calmDown);
    Instant rest = end.plus(TO_REST);
    while (agenda.step(rest)) {
      look();
    }
    instances.forEach(id -> checkRest(id, brain.state(id)));
    return checks.events();
  }

  private void look() {
    checks.hosts(hosts);
    if (steps++ % 1_000 == 0) {
      checks.everyWakeEnds(agenda.now());
    }
  }

  private static void checkRest(InstanceId id, InstanceState state) {
    if (state instanceof Living living) {
      SimulationChecks.check(
          !living.facts().has(Starting.class)
              && !living.facts().has(Stopping.class)
              && !living.facts().has(Fencing.class)
              && !living.facts().has(Lost.class),
          "%s to come to rest, but got %s",
          id,
          state);
    }
  }

  private void beat(SimulatedHost host) {
    if (host.answers()) {
      brain.heartbeat(host);
    }
    agenda.in(Duration.ofSeconds(2), () -> beat(host));
  }

  /** One or several hosts die or are cut off within a minute. */
  private void loseHosts() {
    if (calm) {
      return;
    }
    int many = agenda.onceIn(4) ? 2 + agenda.random.nextInt(2) : 1;
    for (int i = 0; i < many; i++) {
      SimulatedHost host = hosts.get(agenda.random.nextInt(HOSTS));
      agenda.in(agenda.between(0, 60_000), () -> lose(host));
    }
    agenda.in(agenda.between(120_000, 900_000), this::loseHosts);
  }

  private void lose(SimulatedHost host) {
    if (!host.answers() || calm) {
      return;
    }
    Duration time = agenda.between(3_000, 240_000);
    if (agenda.onceIn(2)) {
      host.die(time);
    } else {
      host.cutOff(time);
    }
  }

  private void fillADisk() {
    if (calm) {
      return;
    }
    hosts.get(agenda.random.nextInt(HOSTS)).refuse(agenda.between(5_000, 120_000));
    agenda.in(agenda.between(60_000, 300_000), this::fillADisk);
  }

  private void create(InstanceId id) {
    PassivationPolicy policy =
        new FixedIdle(
            Duration.ofSeconds(60 + agenda.random.nextInt(240)),
            agenda.onceIn(20) ? PassivationAction.KEEP_AWAKE : PassivationAction.PASSIVATE);
    Blueprint blueprint = BLUEPRINTS.get(agenda.random.nextInt(BLUEPRINTS.size()));
    brain.send(id, command(), new CreateInstance(blueprint.id(), policy, null, Sample.OWNER, null));
    agenda.in(agenda.between(1_000, 1_200_000), () -> visit(id));
  }

  private String command() {
    return "command-" + ++commands;
  }

  /** Somebody comes, waits if it sleeps, and uses it for a while. */
  private void visit(InstanceId id) {
    if (calm) {
      return;
    }
    if (agenda.onceIn(60)) {
      brain.send(id, command(), new PassivateInstance(Cause.of(CauseKind.API)));
    } else if (agenda.onceIn(200)) {
      brain.send(
          id,
          command(),
          new DeleteInstance(Cause.of(CauseKind.API), false, Duration.ofSeconds(60)));
      agenda.in(Duration.ofMinutes(3), () -> create(id));
      return;
    }
    Instant patience = agenda.now().plusSeconds(60);
    Instant leaves = agenda.now().plus(agenda.between(5_000, 240_000));
    use(id, patience, leaves);
    agenda.in(agenda.between(60_000, 1_800_000), () -> visit(id));
  }

  private void use(InstanceId id, Instant patience, Instant leaves) {
    boolean runs =
        brain.state(id) instanceof Living living && living.status() == InstanceStatus.RUNNING;
    if (runs) {
      brain.append(
          id,
          new Used(
              new ActivityReport(
                  id,
                  "edge-" + agenda.random.nextInt(2),
                  REPORTED_EVERY,
                  agenda.between(0, 9_000),
                  1 + agenda.random.nextInt(9),
                  100,
                  1_000,
                  0)));
    } else if (agenda.now().isBefore(patience)) {
      brain.send(id, command(), new WakeInstance(Sample.REQUEST));
    }
    if (agenda.now().isBefore(leaves) && !calm) {
      agenda.in(REPORTED_EVERY, () -> use(id, patience, leaves));
    }
  }
}
