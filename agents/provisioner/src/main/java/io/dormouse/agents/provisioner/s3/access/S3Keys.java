package io.dormouse.agents.provisioner.s3.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Credentials of a tenant for its bucket, whose text shows the id only.
 *
 * @param sessionToken token that is needed with the keys, or null for none
 * @param expiresAt time when the server stops accepting them, or null for never
 */
public record S3Keys(
    String accessKeyId,
    String secretAccessKey,
    @Nullable String sessionToken,
    @Nullable Instant expiresAt) {

  @Override
  public String toString() {
    return "S3Keys[" + accessKeyId + "]";
  }
}
