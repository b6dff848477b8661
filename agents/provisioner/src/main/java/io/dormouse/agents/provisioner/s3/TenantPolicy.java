package io.dormouse.agents.provisioner.s3;

/** What a tenant may do, as a policy document: all with its own objects, nothing else. */
final class TenantPolicy {

  private static final String LIST =
      "\"s3:ListBucket\",\"s3:GetBucketLocation\",\"s3:ListBucketMultipartUploads\"";
  private static final String OBJECTS =
      "\"s3:GetObject\",\"s3:PutObject\",\"s3:DeleteObject\",\"s3:AbortMultipartUpload\","
          + "\"s3:ListMultipartUploadParts\"";

  private TenantPolicy() {}

  /** The place's names come from checked types: nothing in them needs to be escaped. */
  static String of(Place place) {
    String condition =
        place.isWholeBucket()
            ? ""
            : ",\"Condition\":{\"StringLike\":{\"s3:prefix\":\"%s*\"}}".formatted(place.prefix());
    return """
    {"Version":"2012-10-17","Statement":[\
    {"Effect":"Allow","Action":[%s],"Resource":"arn:aws:s3:::%s"%s},\
    {"Effect":"Allow","Action":[%s],"Resource":"arn:aws:s3:::%s/%s*"}]}\
    """
        .formatted(LIST, place.bucket(), condition, OBJECTS, place.bucket(), place.prefix());
  }
}
