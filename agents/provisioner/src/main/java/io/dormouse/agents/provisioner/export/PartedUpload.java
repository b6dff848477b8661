package io.dormouse.agents.provisioner.export;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** A stream whose bytes go to an object in parts; no more than one part is held in memory. */
final class PartedUpload extends OutputStream {

  private static final int PART_BYTES = 16 << 20;

  private final S3Client s3;
  private final String bucket;
  private final String key;
  private final String upload;
  private final ByteArrayOutputStream part = new ByteArrayOutputStream();
  private final List<CompletedPart> parts = new ArrayList<>();
  private long bytes;

  private PartedUpload(S3Client s3, String bucket, String key, String upload) {
    this.s3 = s3;
    this.bucket = bucket;
    this.key = key;
    this.upload = upload;
  }

  static PartedUpload begin(S3Client s3, String bucket, String key) {
    String upload =
        s3.createMultipartUpload(to -> to.bucket(bucket).key(key).contentType("application/gzip"))
            .uploadId();
    return new PartedUpload(s3, bucket, key, upload);
  }

  @Override
  public void write(int one) {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    part.write(source, offset, length);
    bytes += length;
    if (part.size() >= PART_BYTES) {
      send();
    }
  }

  private void send() {
    int number = parts.size() + 1;
    String tag =
        s3.uploadPart(
                to -> to.bucket(bucket).key(key).uploadId(upload).partNumber(number),
                RequestBody.fromBytes(part.toByteArray()))
            .eTag();
    parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
    part.reset();
  }

  /** Completes the upload, after which the object exists. */
  void complete() {
    if (part.size() > 0 || parts.isEmpty()) {
      send();
    }
    s3.completeMultipartUpload(to ->
        to.bucket(bucket)
            .key(key)
            .uploadId(upload)
            .multipartUpload(completed -> completed.parts(parts)));
  }

  void abort() {
    s3.abortMultipartUpload(to -> to.bucket(bucket).key(key).uploadId(upload));
  }

  long bytes() {
    return bytes;
  }
}
