package io.dormouse.local.iam;

/** A login of the S3 server; its secret is never printed. */
public record S3Key(String id, String secret) {

  @Override
  public String toString() {
    return "S3Key[id=" + id + "]";
  }
}
