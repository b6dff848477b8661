package io.dormouse.language.host;

import io.dormouse.language.command.CommandId;
import io.dormouse.language.instance.ReplicaId;
import java.util.Locale;

/**
 * A fact about one replica.
 *
 * @param id id of the fact; a repeated report has the same id and changes nothing
 * @param generation that the host was told to run or stop
 */
public record ReplicaReport(
    CommandId id, HostId host, ReplicaId replica, long generation, ReplicaStatus status) {

  /**
   * A report with the id of its fact. A replica can become ready more than once in a generation,
   * since an engine may start it again; each time is a fact of its own.
   */
  public static ReplicaReport of(
      HostId host, ReplicaId replica, long generation, ReplicaStatus status) {
    String kind = status.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    String where =
        status instanceof ReplicaStatus.Ready ready
            ? "/%s:%d/%s".formatted(ready.address(), ready.port(), ready.phases().ready())
            : "";
    return new ReplicaReport(
        new CommandId("%s/%s/%d/%s%s".formatted(host, replica, generation, kind, where)),
        host,
        replica,
        generation,
        status);
  }
}
