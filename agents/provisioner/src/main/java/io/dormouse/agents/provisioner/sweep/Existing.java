package io.dormouse.agents.provisioner.sweep;

import io.dormouse.language.resources.ResourceId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that exists.
 *
 * @param server the database server that it is on, or null if it is not on one
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
