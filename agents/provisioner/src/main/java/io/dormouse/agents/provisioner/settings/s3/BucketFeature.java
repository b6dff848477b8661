package io.dormouse.agents.provisioner.settings.s3;

import java.util.Locale;

/** Features that are switched on for every bucket; those that a server lacks must be left out. */
public enum BucketFeature {
  PUBLIC_ACCESS_BLOCK,
  ENCRYPTION,
  VERSIONING,
  LIFECYCLE,
  TAGS;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
