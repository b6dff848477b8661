package io.dormouse.benchmarks.proxy;

import io.dormouse.benchmarks.proxy.load.Hosts;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.blueprint.Serving;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.domain.RouteTarget;
import io.dormouse.language.host.HostId;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.owner.OwnerId;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Writes the hosts to the topics that edges read, as the streams app would. */
record Routes(Hosts hosts, TopicWriter writer) {

  /** The most records under way, few enough for the writer's buffer. */
  private static final int AT_ONCE = 1_000;

  /** Writes all hosts; returns when they are written. */
  void write() {
    List<CompletionStage<?>> writes = new ArrayList<>();
    for (int instance = 0; instance < Hosts.INSTANCES; instance++) {
      InstanceView view = view(instance);
      writes.add(writer.write(Topic.INSTANCES, view.id().value(), Codecs.INSTANCE_VIEW, view));
      for (DomainName name : view.domains()) {
        DomainRoute route =
            new DomainRoute(
                name,
                new RouteTarget.ToInstance(view.id()),
                Instant.EPOCH,
                new CommandId("bench-" + name));
        writes.add(writer.write(Topic.DOMAINS, name.value(), Codecs.DOMAIN_ROUTE, route));
      }
      if (writes.size() >= AT_ONCE) {
        await(writes);
      }
    }
    await(writes);
  }

  private static void await(List<CompletionStage<?>> writes) {
    writes.forEach(write -> write.toCompletableFuture().join());
    writes.clear();
  }

  private InstanceView view(int instance) {
    return new InstanceView(
        new InstanceId(Hosts.instance(instance)),
        new BlueprintId("bench"),
        1,
        new OwnerId("bench"),
        InstanceStatus.RUNNING,
        Instant.EPOCH,
        1,
        1,
        new HostId("bench"),
        Hosts.address(instance),
        hosts.port(),
        false,
        Hosts.namesOf(instance).stream().map(DomainName::new).toList(),
        List.of(),
        PassivationPolicy.DEFAULT,
        64 << 20,
        Duration.ofSeconds(1),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(),
        Serving.DEFAULT,
        null,
        null,
        List.of(),
        false,
        false);
  }
}
