package io.dormouse.local.iam;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Predicate;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetBucketAclRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAclResponse;
import software.amazon.awssdk.services.s3.model.GetBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.GetBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.GetObjectAclRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAclResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.PutBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.PutBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * A store in which every operation needs permission, by its name in policies. A refused operation
 * answers 403 {@code AccessDenied}, even if the bucket or object does not exist.
 */
final class GuardedBlobStore extends ForwardingBlobStore {

  private static final Logger LOG = LoggerFactory.getLogger(GuardedBlobStore.class);
  private static final int FORBIDDEN = 403;
  private static final long MOST_DROPPED = 64 << 20;
  private static final int PIECE = 16 << 10;

  private final Predicate<Access> allowed;

  GuardedBlobStore(BlobStore store, Predicate<Access> allowed) {
    super(store);
    this.allowed = allowed;
  }

  @Override
  public ListBucketsResponse list() {
    ask(Access.toAll("s3:ListAllMyBuckets"));
    return super.list();
  }

  @Override
  public ListObjectsV2Response list(ListObjectsV2Request request) {
    ask(Access.toList(request.bucket(), request.prefix()));
    return super.list(request);
  }

  @Override
  public HeadBucketResponse headBucket(HeadBucketRequest request) {
    ask(Access.toList(request.bucket(), null));
    return super.headBucket(request);
  }

  @Override
  public CreateBucketResponse createContainer(CreateBucketRequest request) {
    ask(Access.toBucket("s3:CreateBucket", request.bucket()));
    return super.createContainer(request);
  }

  @Override
  public BucketCannedACL getContainerAccess(String container) {
    ask(Access.toBucket("s3:GetBucketAcl", container));
    return super.getContainerAccess(container);
  }

  @Override
  public GetBucketAclResponse getContainerAcl(GetBucketAclRequest request) {
    ask(Access.toBucket("s3:GetBucketAcl", request.bucket()));
    return super.getContainerAcl(request);
  }

  @Override
  public void setContainerAccess(String container, BucketCannedACL access) {
    ask(Access.toBucket("s3:PutBucketAcl", container));
    super.setContainerAccess(container, access);
  }

  @Override
  public void clearContainer(ListObjectsV2Request request) {
    ask(Access.toBucket("s3:DeleteBucket", request.bucket()));
    super.clearContainer(request);
  }

  @Override
  public void deleteContainer(String container) {
    ask(Access.toBucket("s3:DeleteBucket", container));
    super.deleteContainer(container);
  }

  @Override
  public void deleteBucket(String container) {
    ask(Access.toBucket("s3:DeleteBucket", container));
    super.deleteBucket(container);
  }

  @Override
  public boolean blobExists(String container, String name) {
    ask(Access.toObject("s3:GetObject", container, name));
    return super.blobExists(container, name);
  }

  @Override
  public PutObjectResponse putBlob(PutObjectRequest request, InputStream payload) {
    ask(Access.toObject("s3:PutObject", request.bucket(), request.key()), payload);
    return super.putBlob(request, payload);
  }

  @Override
  public CopyObjectResponse copyBlob(CopyObjectRequest request) {
    ask(Access.toObject("s3:GetObject", request.sourceBucket(), request.sourceKey()));
    ask(Access.toObject("s3:PutObject", request.destinationBucket(), request.destinationKey()));
    return super.copyBlob(request);
  }

  @Override
  public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
    ask(Access.toObject("s3:GetObject", request.bucket(), request.key()));
    return super.blobMetadata(request);
  }

  @Override
  public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
    ask(Access.toObject("s3:GetObject", request.bucket(), request.key()));
    return super.getBlob(request);
  }

  @Override
  public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
    ask(Access.toObject("s3:DeleteObject", request.bucket(), request.key()));
    return super.removeBlob(request);
  }

  @Override
  public GetBucketVersioningResponse getBucketVersioning(GetBucketVersioningRequest request) {
    ask(Access.toBucket("s3:GetBucketVersioning", request.bucket()));
    return super.getBucketVersioning(request);
  }

  @Override
  public PutBucketVersioningResponse putBucketVersioning(PutBucketVersioningRequest request) {
    ask(Access.toBucket("s3:PutBucketVersioning", request.bucket()));
    return super.putBucketVersioning(request);
  }

  @Override
  public ListObjectVersionsResponse listVersions(ListObjectVersionsRequest request) {
    ask(Access.toBucket("s3:ListBucketVersions", request.bucket()));
    return super.listVersions(request);
  }

  @Override
  public GetBucketEncryptionResponse getBucketEncryption(GetBucketEncryptionRequest request) {
    ask(Access.toBucket("s3:GetEncryptionConfiguration", request.bucket()));
    return super.getBucketEncryption(request);
  }

  @Override
  public PutBucketEncryptionResponse putBucketEncryption(PutBucketEncryptionRequest request) {
    ask(Access.toBucket("s3:PutEncryptionConfiguration", request.bucket()));
    return super.putBucketEncryption(request);
  }

  @Override
  public DeleteBucketEncryptionResponse deleteBucketEncryption(
      DeleteBucketEncryptionRequest request) {
    ask(Access.toBucket("s3:PutEncryptionConfiguration", request.bucket()));
    return super.deleteBucketEncryption(request);
  }

  @Override
  public ObjectCannedACL getBlobAccess(String container, String name) {
    ask(Access.toObject("s3:GetObjectAcl", container, name));
    return super.getBlobAccess(container, name);
  }

  @Override
  public ObjectCannedACL getBlobAccess(String container, String name, @Nullable String versionId) {
    ask(Access.toObject("s3:GetObjectAcl", container, name));
    return super.getBlobAccess(container, name, versionId);
  }

  @Override
  public GetObjectAclResponse getBlobAcl(GetObjectAclRequest request) {
    ask(Access.toObject("s3:GetObjectAcl", request.bucket(), request.key()));
    return super.getBlobAcl(request);
  }

  @Override
  public void setBlobAccess(String container, String name, ObjectCannedACL access) {
    ask(Access.toObject("s3:PutObjectAcl", container, name));
    super.setBlobAccess(container, name, access);
  }

  @Override
  public void setBlobAccess(
      String container, String name, ObjectCannedACL access, @Nullable String versionId) {
    ask(Access.toObject("s3:PutObjectAcl", container, name));
    super.setBlobAccess(container, name, access, versionId);
  }

  @Override
  public MultipartUpload initiateMultipartUpload(CreateMultipartUploadRequest request) {
    ask(Access.toObject("s3:PutObject", request.bucket(), request.key()));
    return super.initiateMultipartUpload(request);
  }

  @Override
  public void abortMultipartUpload(MultipartUpload upload) {
    ask(Access.toObject("s3:AbortMultipartUpload", upload.containerName(), upload.blobName()));
    super.abortMultipartUpload(upload);
  }

  @Override
  public CompleteMultipartUploadResponse completeMultipartUpload(
      MultipartUpload upload, CompleteMultipartUploadRequest request) {
    ask(Access.toObject("s3:PutObject", upload.containerName(), upload.blobName()));
    return super.completeMultipartUpload(upload, request);
  }

  @Override
  public UploadPartResponse uploadMultipartPart(
      MultipartUpload upload, UploadPartRequest request, InputStream bytes) {
    ask(Access.toObject("s3:PutObject", upload.containerName(), upload.blobName()), bytes);
    return super.uploadMultipartPart(upload, request, bytes);
  }

  @Override
  public List<Part> listMultipartUpload(MultipartUpload upload) {
    ask(Access.toObject("s3:ListMultipartUploadParts", upload.containerName(), upload.blobName()));
    return super.listMultipartUpload(upload);
  }

  @Override
  public List<software.amazon.awssdk.services.s3.model.MultipartUpload> listMultipartUploads(
      String container) {
    ask(Access.toBucket("s3:ListBucketMultipartUploads", container));
    return super.listMultipartUploads(container);
  }

  /**
   * Reads the body of a refused request. A client that still sends would see the server close the
   * connection, and never the refusal.
   */
  private void ask(Access access, InputStream payload) {
    if (!allowed.test(access)) {
      drop(payload);
    }
    ask(access);
  }

  private static void drop(InputStream payload) {
    try {
      byte[] piece = new byte[PIECE];
      int read = 0;
      for (long left = MOST_DROPPED; left > 0 && read >= 0; left -= read) {
        read = payload.read(piece);
      }
    } catch (IOException e) {
      LOG.atDebug().setMessage("client of a refused upload left").setCause(e).log();
    }
  }

  private void ask(Access access) {
    if (!allowed.test(access)) {
      throw (S3Exception)
          S3Exception.builder()
              .message("%s is not allowed".formatted(access))
              .statusCode(FORBIDDEN)
              .awsErrorDetails(
                  AwsErrorDetails.builder()
                      .errorCode("AccessDenied")
                      .errorMessage("Access Denied")
                      .sdkHttpResponse(SdkHttpResponse.builder().statusCode(FORBIDDEN).build())
                      .build())
              .build();
    }
  }
}
