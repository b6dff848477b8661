package io.dormouse.agents.provisioner.settings.s3;

/** Ways to lay out tenants' objects in buckets. */
public enum BucketLayout {
  /** In a bucket of its own. */
  BUCKET,
  /** Under a prefix of one bucket that all share, since accounts are limited to some thousands. */
  PREFIX
}
