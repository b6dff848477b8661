package io.dormouse.agents.provisioner.s3.access;

import io.dormouse.language.resources.ReplicaAccess;
import io.dormouse.language.resources.ResourceId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The configured way to credentials, and the other one, which may have been configured before.
 * Credentials of both are ended together; a replica that has some of the other way keeps them.
 */
public record EveryAccess(S3Access configured, S3Access other) implements S3Access {

  @Override
  public S3Keys issue(ResourceId resource, ReplicaAccess access) {
    return configured.issue(resource, access);
  }

  @Override
  public void admitOnly(
      ResourceId resource, Collection<ReplicaAccess> admitted, Collection<ReplicaAccess> ended) {
    other.admitOnly(resource, admitted, ended);
    configured.admitOnly(resource, admitted, ended);
  }

  @Override
  public void remove(ResourceId resource, Collection<ReplicaAccess> ended) {
    configured.remove(resource, ended);
    other.remove(resource, ended);
  }

  @Override
  public Optional<String> installation(ResourceId resource) {
    return configured.installation(resource).or(() -> other.installation(resource));
  }

  @Override
  public List<Found> list() {
    return Stream.concat(configured.list().stream(), other.list().stream()).distinct().toList();
  }
}
