package io.dormouse.agents.provisioner.s3.access;

import io.dormouse.language.resources.ResourceId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The configured way to credentials, and the other one, which may have been configured before.
 * Credentials of both are ended together.
 */
public record EveryAccess(S3Access configured, S3Access other) implements S3Access {

  @Override
  public void revoke(ResourceId resource) {
    configured.revoke(resource);
    other.revoke(resource);
  }

  @Override
  public S3Keys issue(ResourceId resource, long version) {
    return configured.issue(resource, version);
  }

  @Override
  public void admitOnly(ResourceId resource, long version, S3Keys keys) {
    other.revoke(resource);
    configured.admitOnly(resource, version, keys);
  }

  @Override
  public void remove(ResourceId resource) {
    configured.remove(resource);
    other.remove(resource);
  }

  @Override
  public Optional<String> installation(ResourceId resource) {
    return configured.installation(resource).or(() -> other.installation(resource));
  }

  @Override
  public List<ResourceId> list() {
    return Stream.concat(configured.list().stream(), other.list().stream()).distinct().toList();
  }
}
