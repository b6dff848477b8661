package io.dormouse.agents.host.reconcile;

import io.dormouse.language.host.HostCommand;
import io.dormouse.language.instance.ReplicaId;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest command of every replica of this host. A command of an older generation than one seen
 * for its replica is passed over, even after a tombstone, since generations never start again.
 * Written by one thread, read by any.
 */
final class DesiredReplicas {

  private static final Logger LOG = LoggerFactory.getLogger(DesiredReplicas.class);

  private final Map<ReplicaId, HostCommand> newest = new ConcurrentHashMap<>();
  private final Map<ReplicaId, Long> fences = new ConcurrentHashMap<>();

  /**
   * Takes a command, or null for a tombstone, after which nothing of the replica should be here.
   */
  void accept(ReplicaId replica, @Nullable HostCommand command) {
    if (command == null) {
      newest.remove(replica);
      return;
    }
    long fence = fences.merge(replica, command.generation(), Math::max);
    if (command.generation() < fence) {
      LOG.atWarn()
          .setMessage("command of an older generation passed over")
          .addKeyValue("replica", replica)
          .addKeyValue("generation", command.generation())
          .addKeyValue("newest", fence)
          .log();
      return;
    }
    newest.put(replica, command);
  }

  /** All commands, as a live view. */
  Map<ReplicaId, HostCommand> all() {
    return Collections.unmodifiableMap(newest);
  }
}
