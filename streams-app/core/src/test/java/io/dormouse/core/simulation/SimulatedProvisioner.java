package io.dormouse.core.simulation;

import io.dormouse.core.Sample;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.resources.ReplicaAccess;
import io.dormouse.language.resources.ReplicaCredentials;
import io.dormouse.language.resources.ResourceCommand;
import io.dormouse.language.resources.ResourceCommand.ProvideResources;
import io.dormouse.language.resources.ResourceCommand.RemoveResources;
import io.dormouse.language.resources.ResourceCommand.RevokeResources;
import io.dormouse.language.resources.ResourceReport;
import io.dormouse.language.resources.ResourceStatus;
import io.dormouse.language.resources.SealedCredentials;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A provisioner that follows the newest command of each instance. Credentials of every second
 * instance end.
 */
final class SimulatedProvisioner {

  private final Agenda agenda;
  private final Consumer<ResourceReport> reports;
  private final Map<InstanceId, ResourceCommand> newest = new HashMap<>();
  private final Map<ReplicaId, String> valid = new HashMap<>();

  private boolean calm;

  SimulatedProvisioner(Agenda agenda, Consumer<ResourceReport> reports) {
    this.agenda = agenda;
    this.reports = reports;
  }

  /** From now on nothing that is issued ends. */
  void calmDown() {
    calm = true;
  }

  /** The credentials that the servers take, or null for none. */
  @Nullable String valid(ReplicaId replica) {
    return valid.get(replica);
  }

  void command(InstanceId id, @Nullable ResourceCommand command) {
    if (command == null) {
      newest.remove(id);
    } else {
      newest.put(id, command);
      agenda.in(agenda.between(50, 400), () -> work(command));
    }
  }

  private boolean isNewest(ResourceCommand command) {
    return command.equals(newest.get(command.instance()));
  }

  private void work(ResourceCommand command) {
    if (!isNewest(command)) {
      return;
    }
    switch (command) {
      case ProvideResources provide -> {
        missing(provide).forEach(access -> valid.remove(replica(provide, access)));
        if (provide.server() == null) {
          report(provide, new ResourceStatus.DatabaseChosen("pg-1"));
        }
        agenda.in(agenda.between(50, 400), () -> issue(provide));
      }
      case RevokeResources revoke -> {
        forget(revoke);
        report(revoke, new ResourceStatus.Revoked());
        if (revoke.export()) {
          report(revoke, new ResourceStatus.Exported("/exports/a.tar.gz", 1));
        }
      }
      case RemoveResources remove -> {
        forget(remove);
        report(remove, new ResourceStatus.SchemaDropped());
        report(remove, new ResourceStatus.BucketDeleted());
      }
    }
  }

  private void issue(ProvideResources command) {
    if (!isNewest(command)) {
      return;
    }
    Instant end =
        !calm && command.instance().value().hashCode() % 2 == 0
            ? agenda.now().plus(agenda.between(900_000, 1_200_000))
            : null;
    List<ReplicaCredentials> issued = new ArrayList<>();
    for (ReplicaAccess access : missing(command)) {
      String secret = "%s/%d/%d".formatted(command.resource(), access.replica(), access.version());
      valid.put(replica(command, access), secret);
      issued.add(
          new ReplicaCredentials(
              access.replica(), new SealedCredentials(access.version(), "key-1", secret, end)));
    }
    report(command, new ResourceStatus.Provided(issued));
  }

  private static List<ReplicaAccess> missing(ProvideResources command) {
    return command.access().stream().filter(access -> !access.issued()).toList();
  }

  private static ReplicaId replica(ResourceCommand command, ReplicaAccess access) {
    return new ReplicaId(command.instance(), access.replica());
  }

  private void forget(ResourceCommand command) {
    valid.keySet().removeIf(replica -> replica.instance().equals(command.instance()));
  }

  private void report(ResourceCommand command, ResourceStatus status) {
    reports.accept(Sample.report(command, status));
  }
}
