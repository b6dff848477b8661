package io.dormouse.agents.provisioner.database.register;

import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ReplicaAccess;
import io.dormouse.language.resources.ReplicaCredentials;
import io.dormouse.language.resources.ResourceId;
import java.util.Collection;
import java.util.List;

/**
 * Entry of a tenant in a server's register.
 *
 * @param server the name of the server
 * @param request the newest request that was begun; older ones change nothing any more
 * @param keeper the number of the role that keeps the tenant's roles
 * @param seeded true if the sample content is in
 * @param bucketFeatures features that were switched on for the bucket, empty before it is there
 * @param credentials those that were handed out and are not revoked
 */
public record Registered(
    ResourceId resource,
    InstanceId instance,
    String server,
    long request,
    int keeper,
    boolean seeded,
    String bucketFeatures,
    List<ReplicaCredentials> credentials) {

  public Registered {
    credentials = List.copyOf(credentials);
  }

  /** Replicas and versions of all credentials but those admitted. */
  public List<ReplicaAccess> othersThan(Collection<ReplicaAccess> admitted) {
    return credentials.stream()
        .filter(one -> admitted.stream().noneMatch(access -> isOf(one, access)))
        .map(one -> new ReplicaAccess(one.replica(), one.credentials().version(), true))
        .toList();
  }

  /** True if the credentials are those of the replica and version. */
  public static boolean isOf(ReplicaCredentials credentials, ReplicaAccess access) {
    return credentials.replica() == access.replica()
        && credentials.credentials().version() == access.version();
  }
}
