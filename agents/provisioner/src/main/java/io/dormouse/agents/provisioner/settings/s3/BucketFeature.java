package io.dormouse.agents.provisioner.settings.s3;

import java.util.Locale;

/** What is switched on for every bucket; a server that cannot do one must be configured so. */
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
