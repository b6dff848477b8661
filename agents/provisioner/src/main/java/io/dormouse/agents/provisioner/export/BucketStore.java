package io.dormouse.agents.provisioner.export;

import java.io.IOException;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Archives in a bucket, uploaded in parts. */
final class BucketStore implements ArchiveStore {

  private final S3Client s3;
  private final String bucket;
  private final String prefix;

  /**
   * @param location {@code s3://bucket/prefix}
   */
  BucketStore(S3Client s3, String location) {
    String rest = location.substring("s3://".length());
    int slash = rest.indexOf('/');
    String path = slash < 0 ? "" : rest.substring(slash + 1);
    this.s3 = s3;
    this.bucket = slash < 0 ? rest : rest.substring(0, slash);
    this.prefix = path.isEmpty() || path.endsWith("/") ? path : path + "/";
  }

  @Override
  public Optional<Archive> find(String name) {
    try {
      HeadObjectResponse head = s3.headObject(to -> to.bucket(bucket).key(prefix + name));
      return Optional.of(new Archive(location(name), head.contentLength()));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    }
  }

  @Override
  public Archive write(String name, Content content) throws IOException {
    PartedUpload upload = PartedUpload.begin(s3, bucket, prefix + name);
    boolean completed = false;
    try {
      content.to(upload);
      upload.complete();
      completed = true;
    } finally {
      if (!completed) {
        upload.abort();
      }
    }
    return new Archive(location(name), upload.bytes());
  }

  private String location(String name) {
    return "s3://%s/%s%s".formatted(bucket, prefix, name);
  }
}
