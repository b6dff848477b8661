package io.dormouse.agents.provisioner.settings.s3;

/** Ways to lay out tenants' objects in buckets. */
public enum BucketLayout {
  /** A bucket for each tenant. */
  BUCKET,
  /**
   * A prefix for each tenant in one shared bucket, since accounts are limited to some thousand
   * buckets.
   */
  PREFIX
}
