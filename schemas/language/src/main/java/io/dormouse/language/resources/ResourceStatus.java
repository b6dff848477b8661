package io.dormouse.language.resources;

import java.util.List;

/** Status of a command at the provisioner. */
public sealed interface ResourceStatus {

  /** The instance's schema will be on that server. */
  record DatabaseChosen(String server) implements ResourceStatus {}

  /**
   * All resources are there; the end of {@link ResourceCommand.ProvideResources}.
   *
   * @param credentials those that were to be issued
   */
  record Provided(List<ReplicaCredentials> credentials) implements ResourceStatus {

    public Provided {
      credentials = List.copyOf(credentials);
    }
  }

  /** Logins and keys are gone and their sessions have ended. */
  record Revoked() implements ResourceStatus {}

  /**
   * The data is in an archive.
   *
   * @param location a path or an {@code s3://} address
   */
  record Exported(String location, long bytes) implements ResourceStatus {}

  /** The schema and its roles are gone. */
  record SchemaDropped() implements ResourceStatus {}

  /** The bucket is gone; the end of {@link ResourceCommand.RemoveResources}. */
  record BucketDeleted() implements ResourceStatus {}

  /**
   * A step was given up after several tries.
   *
   * @param message the server's message; never a secret
   */
  record StepFailed(ResourceStep step, String message) implements ResourceStatus {}
}
