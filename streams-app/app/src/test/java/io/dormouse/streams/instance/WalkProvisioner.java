package io.dormouse.streams.instance;

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
import io.dormouse.language.resources.ResourceStep;
import io.dormouse.language.resources.SealedCredentials;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A provisioner of the random walk that behaves: it follows the newest command per instance, step
 * by step, and knows which credentials the servers take.
 */
final class WalkProvisioner {

  private final Map<InstanceId, ResourceCommand> wanted = new LinkedHashMap<>();
  private final Map<InstanceId, Integer> steps = new HashMap<>();
  private final Map<ReplicaId, String> valid = new HashMap<>();
  private boolean calm;

  void follow(InstanceId id, @Nullable ResourceCommand command) {
    steps.put(id, 0);
    if (command == null) {
      wanted.remove(id);
    } else {
      wanted.put(id, command);
    }
  }

  /** Nothing fails any more. */
  void calmDown() {
    calm = true;
  }

  /** The credentials that the servers take, or null for none. */
  @Nullable String valid(ReplicaId replica) {
    return valid.get(replica);
  }

  /** The next step of one instance; a report may follow. */
  List<ResourceReport> act(SplittableRandom random, Instant now) {
    if (wanted.isEmpty()) {
      return List.of();
    }
    List<ResourceCommand> all = new ArrayList<>(wanted.values());
    ResourceCommand command = all.get(random.nextInt(all.size()));
    if (!calm && random.nextInt(12) == 0) {
      wanted.remove(command.instance());
      return List.of(
          Sample.report(command, new ResourceStatus.StepFailed(ResourceStep.SEED, "out of order")));
    }
    int step = steps.merge(command.instance(), 1, Integer::sum);
    return switch (command) {
      case ProvideResources provide -> {
        boolean ends = !calm && random.nextInt(2) == 0;
        Instant end = now.plus(Duration.ofMinutes(10)).plusSeconds(random.nextInt(120));
        yield provide(provide, step, ends ? end : null);
      }
      case RevokeResources revoke -> revoke(revoke, step);
      case RemoveResources remove -> remove(remove, step);
    };
  }

  private List<ResourceReport> provide(ProvideResources command, int step, @Nullable Instant end) {
    List<ReplicaAccess> wantedNow =
        command.access().stream().filter(access -> !access.issued()).toList();
    if (step == 1) {
      wantedNow.forEach(access -> valid.remove(replica(command, access)));
      return command.server() == null
          ? List.of(Sample.report(command, new ResourceStatus.DatabaseChosen("pg-1")))
          : List.of();
    }
    List<ReplicaCredentials> credentials = new ArrayList<>();
    for (ReplicaAccess access : wantedNow) {
      String secret = "%s/%d/%d".formatted(command.resource(), access.replica(), access.version());
      valid.put(replica(command, access), secret);
      credentials.add(
          new ReplicaCredentials(
              access.replica(), new SealedCredentials(access.version(), "key-1", secret, end)));
    }
    wanted.remove(command.instance());
    return List.of(Sample.report(command, new ResourceStatus.Provided(credentials)));
  }

  private static ReplicaId replica(ProvideResources command, ReplicaAccess access) {
    return new ReplicaId(command.instance(), access.replica());
  }

  private List<ResourceReport> revoke(RevokeResources command, int step) {
    if (step == 1) {
      valid.keySet().removeIf(replica -> replica.instance().equals(command.instance()));
      if (!command.export()) {
        wanted.remove(command.instance());
      }
      return List.of(Sample.report(command, new ResourceStatus.Revoked()));
    }
    wanted.remove(command.instance());
    return List.of(Sample.report(command, new ResourceStatus.Exported("/exports/a.tar.gz", 1)));
  }

  private List<ResourceReport> remove(RemoveResources command, int step) {
    if (step == 1) {
      valid.keySet().removeIf(replica -> replica.instance().equals(command.instance()));
      return List.of(Sample.report(command, new ResourceStatus.SchemaDropped()));
    }
    wanted.remove(command.instance());
    return List.of(Sample.report(command, new ResourceStatus.BucketDeleted()));
  }
}
