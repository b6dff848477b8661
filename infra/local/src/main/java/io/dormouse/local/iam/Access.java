package io.dormouse.local.iam;

import org.jspecify.annotations.Nullable;

/**
 * An action that a user asks for.
 *
 * @param action by its name in policies, such as {@code s3:GetObject}
 * @param resource the name of the bucket or the object: {@code arn:aws:s3:::bucket/key}
 * @param prefix the limit of a listing; null if it has none, or if nothing is listed
 */
record Access(String action, String resource, @Nullable String prefix) {

  private static final String BUCKETS = "arn:aws:s3:::";

  static Access toAll(String action) {
    return new Access(action, BUCKETS + "*", null);
  }

  static Access toBucket(String action, String bucket) {
    return new Access(action, BUCKETS + bucket, null);
  }

  static Access toObject(String action, String bucket, String key) {
    return new Access(action, BUCKETS + bucket + "/" + key, null);
  }

  static Access toList(String bucket, @Nullable String prefix) {
    return new Access("s3:ListBucket", BUCKETS + bucket, prefix);
  }
}
