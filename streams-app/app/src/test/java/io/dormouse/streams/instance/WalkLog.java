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
 * The topics of the random walk. Records of one topic and key keep their order; all others overtake
 * each other. A record's time is the time at which it was written.
 */
public final class WalkLog {

  /** A record on its way. */
  sealed interface WalkMessage {
    record ForInstance(InstanceId id, InstanceInput input) implements WalkMessage {}

    record ForScheduler(PlacementMessage message) implements WalkMessage {}

    record ForDomains(DomainCommandEnvelope envelope) implements WalkMessage {}

    record ForHost(HostCommandKey key, @Nullable HostCommand command) implements WalkMessage {}

    record ForProvisioner(InstanceId id, @Nullable ResourceCommand command)
        implements WalkMessage {}

    record HostHeartbeat(HostReport report) implements WalkMessage {}

    record HostChanged(HostView view) implements WalkMessage {}

    /** The key whose messages keep their order. */
    default String channel() {
      return switch (this) {
        case ForInstance(var id, var input) -> input.getClass().getSimpleName() + " " + id;
        case ForScheduler m -> "placement";
        case ForDomains(var envelope) -> "domain " + envelope.command().domain();
        case ForHost(var key, var command) -> "host " + key.host();
        case ForProvisioner(var id, var command) -> "resources " + id;
        case HostHeartbeat(var report) -> "heartbeat " + report.host();
        case HostChanged(var view) -> "view " + view.host();
      };
    }
  }

  /** A record with the time at which it was written. */
  record Written(WalkMessage message, Instant at) {}

  private final Map<String, ArrayDeque<Written>> channels = new LinkedHashMap<>();

  void append(WalkMessage message, Instant now) {
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
