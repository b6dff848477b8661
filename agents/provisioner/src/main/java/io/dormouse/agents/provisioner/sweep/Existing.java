package io.dormouse.agents.provisioner.sweep;

import io.dormouse.language.resources.ResourceId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One existing thing of a tenant, such as a role or a bucket.
 *
 * @param server its database server, or null if it is not on one
 */
record Existing(Kind kind, String name, ResourceId resource, @Nullable String server) {

  enum Kind {
    REGISTER_ENTRY,
    SCHEMA,
    ROLE,
    S3_USER,
    BUCKET;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
