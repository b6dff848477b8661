package io.dormouse.streams.instance;

import io.dormouse.core.instance.InstanceInput;
import io.dormouse.language.domain.DomainCommandEnvelope;
import io.dormouse.language.host.HostCommand;
import io.dormouse.language.host.HostReport;
import io.dormouse.language.host.HostView;
import io.dormouse.language.host.PlacementMessage;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ResourceCommand;
import io.dormouse.language.topics.HostCommandKey;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The topics of the random walk. What has one topic and key keeps its order, everything else
 * overtakes everything else. A record's time is the time at which it was written.
 */
public final class WalkLog {

  /** A record on its way. */
  sealed interface Message {
    record ToInstance(InstanceId id, InstanceInput input) implements Message {}

    record ToScheduler(PlacementMessage message) implements Message {}

    record ToDomains(DomainCommandEnvelope envelope) implements Message {}

    record ToHost(HostCommandKey key, @Nullable HostCommand command) implements Message {}

    record ToProvisioner(InstanceId id, @Nullable ResourceCommand command) implements Message {}

    record Heartbeat(HostReport report) implements Message {}

    record HostChanged(HostView view) implements Message {}

    /** What keeps its order. */
    default String channel() {
      return switch (this) {
        case ToInstance(var id, var input) -> input.getClass().getSimpleName() + " " + id;
        case ToScheduler m -> "placement";
        case ToDomains(var envelope) -> "domain " + envelope.command().domain();
        case ToHost(var key, var command) -> "host " + key.host();
        case ToProvisioner(var id, var command) -> "resources " + id;
        case Heartbeat(var report) -> "heartbeat " + report.host();
        case HostChanged(var view) -> "view " + view.host();
      };
    }
  }

  /** A record with the time at which it was written. */
  record Written(Message message, Instant at) {}

  private final Map<String, ArrayDeque<Written>> channels = new LinkedHashMap<>();

  void append(Message message, Instant now) {
    channels
        .computeIfAbsent(message.channel(), name -> new ArrayDeque<>())
        .add(new Written(message, now));
  }

  /** The next record of any channel that has one. */
  @Nullable Written next(SplittableRandom random) {
    List<ArrayDeque<Written>> some = new ArrayList<>(channels.size());
    for (ArrayDeque<Written> channel : channels.values()) {
      if (!channel.isEmpty()) {
        some.add(channel);
      }
    }
    return some.isEmpty() ? null : some.get(random.nextInt(some.size())).poll();
  }
}
