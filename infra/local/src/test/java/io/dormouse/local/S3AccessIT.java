package io.dormouse.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.local.iam.S3Key;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Access of users to the real S3 server. */
class S3AccessIT {

  private static final String BUCKET_POLICY =
      """
      {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": ["s3:ListBucket", "s3:ListBucketMultipartUploads"],
         "Resource": "arn:aws:s3:::%1$s"},
        {"Effect": "Allow",
         "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
         "Resource": "arn:aws:s3:::%1$s/*"}]}
      """;
  @TempDir static Path folder;

  private static LocalServices services;
  private static IamClient iam;
  private static S3Client root;

  @BeforeAll
  static void start() throws Exception {
    services = LocalServices.start(folder, LocalServices.S3);
    iam = services.iam(services.secrets().rootS3());
    root = services.s3(services.secrets().rootS3());
    for (String bucket : new String[] {"bucket-a", "bucket-b", "folders"}) {
      root.createBucket(request -> request.bucket(bucket));
      put(root, bucket, "object");
    }
  }

  @AfterAll
  static void end() throws Exception {
    root.close();
    iam.close();
    services.close();
  }

  @Test
  void shouldLetAUserDoWhatThePolicyAllowsAndNothingElse() {
    S3Key key = user("alice", BUCKET_POLICY.formatted("bucket-a"));
    try (S3Client s3 = services.s3(key)) {
      assertThat(answers(s3, "bucket-a", "bucket-b"))
          .isEqualTo(
              """
              begin an upload to other bucket: 403
              copy from other bucket: 403
              copy to other bucket: 403
              copy within own bucket: ok
              delete other bucket: 403
              delete other object: 403
              delete other objects: AccessDenied
              delete own bucket: 403
              delete own object: ok
              list buckets: 403
              list other bucket: 403
              list own bucket: ok
              list uploads of other bucket: 403
              look at a bucket that is not there: 403
              look at other bucket: 403
              look at own bucket: ok
              make a bucket: 403
              open other bucket to all: 403
              open own bucket to all: 403
              open own object to all: 403
              read access list of other bucket: 403
              read other object: 403
              read other object that is not there: 403
              read own object: ok
              write other object: 403
              write own object: ok
              """);
    }
  }

  @Test
  void shouldSayNoToWhoIsStillSending() {
    S3Key key = user("bob", BUCKET_POLICY.formatted("bucket-a"));
    RequestBody large = RequestBody.fromBytes(new byte[4 << 20]);
    try (S3Client s3 = services.s3(key)) {
      for (int i = 0; i < 20; i++) {
        assertThat(answer(() -> s3.putObject(r -> r.bucket("bucket-b").key("large"), large)))
            .isEqualTo("403");
      }
    }
  }

  @Test
  void shouldHoldAUserToAFolderOfASharedBucket() {
    S3Key key =
        user(
            "carol",
            """
            {"Version": "2012-10-17", "Statement": [
              {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::folders",
               "Condition": {"StringLike": {"s3:prefix": "carol/*"}}},
              {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
               "Resource": "arn:aws:s3:::folders/carol/*"}]}
            """);
    try (S3Client s3 = services.s3(key)) {
      put(s3, "folders", "carol/object");

      assertThat(
              s3.listObjectsV2(list -> list.bucket("folders").prefix("carol/")).contents().stream()
                  .map(object -> object.key()))
          .containsExactly("carol/object");
      assertThat(answer(() -> s3.listObjectsV2(list -> list.bucket("folders")))).isEqualTo("403");
      assertThat(answer(() -> get(s3, "folders", "object"))).isEqualTo("403");
      assertThat(answer(() -> put(s3, "folders", "dave/object"))).isEqualTo("403");
    }
  }

  @Test
  void shouldForgetAKeyAtOnceWhenItIsDeleted() {
    S3Key key = user("erin", BUCKET_POLICY.formatted("bucket-a"));
    try (S3Client s3 = services.s3(key)) {
      put(s3, "bucket-a", "erin");
      iam.deleteAccessKey(old -> old.userName("erin").accessKeyId(key.id()));

      assertThatThrownBy(() -> get(s3, "bucket-a", "erin"))
          .isInstanceOfSatisfying(
              S3Exception.class,
              refusal -> {
                assertThat(refusal.statusCode()).isEqualTo(403);
                assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("InvalidAccessKeyId");
              });
    }
  }

  @Test
  void shouldRefuseAWrongSecret() {
    S3Key key = user("frank", BUCKET_POLICY.formatted("bucket-a"));
    try (S3Client s3 = services.s3(new S3Key(key.id(), services.secrets().rootS3().secret()))) {
      assertThatThrownBy(() -> get(s3, "bucket-a", "frank"))
          .isInstanceOfSatisfying(
              S3Exception.class,
              refusal ->
                  assertThat(refusal.awsErrorDetails().errorCode())
                      .isEqualTo("SignatureDoesNotMatch"));
    }
  }

  @Test
  void shouldTellStrangersNothing() throws Exception {
    root.createBucket(bucket -> bucket.bucket("open"));
    put(root, "open", "object");
    root.putBucketAcl(acl -> acl.bucket("open").acl(BucketCannedACL.PUBLIC_READ));
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (String path : new String[] {"/", "/open", "/open/object", "/bucket-a/object"}) {
        URI uri = services.settings().s3().resolve(path);
        HttpResponse<String> response =
            http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).as(path).isEqualTo(403);
      }
    }
  }

  @Test
  void shouldKnowItsUsersAfterAKill() throws Exception {
    S3Key key = user("grace", BUCKET_POLICY.formatted("bucket-a"));

    services.restartAfterKill(LocalServices.S3);

    try (S3Client s3 = services.s3(key)) {
      put(s3, "bucket-a", "grace");
      assertThat(answer(() -> get(s3, "bucket-b", "object"))).isEqualTo("403");
    }
  }

  private static String answers(S3Client s3, String own, String other) {
    Map<String, Consumer<S3Client>> calls = new TreeMap<>();
    calls.put("look at own bucket", c -> c.headBucket(r -> r.bucket(own)));
    calls.put("list own bucket", c -> c.listObjectsV2(r -> r.bucket(own)));
    calls.put("read own object", c -> get(c, own, "object"));
    calls.put("write own object", c -> put(c, own, "new"));
    calls.put("delete own object", c -> c.deleteObject(r -> r.bucket(own).key("gone")));
    calls.put("copy within own bucket", c -> copy(c, own, own));
    calls.put(
        "open own bucket to all",
        c -> c.putBucketAcl(r -> r.bucket(own).acl(BucketCannedACL.PUBLIC_READ)));
    calls.put(
        "open own object to all",
        c -> c.putObjectAcl(r -> r.bucket(own).key("object").acl(ObjectCannedACL.PUBLIC_READ)));
    calls.put("delete own bucket", c -> c.deleteBucket(r -> r.bucket(own)));
    calls.put("look at other bucket", c -> c.headBucket(r -> r.bucket(other)));
    calls.put("list other bucket", c -> c.listObjectsV2(r -> r.bucket(other)));
    calls.put("list uploads of other bucket", c -> c.listMultipartUploads(r -> r.bucket(other)));
    calls.put("read other object", c -> get(c, other, "object"));
    calls.put("read other object that is not there", c -> get(c, other, "nothing"));
    calls.put("write other object", c -> put(c, other, "new"));
    calls.put("delete other object", c -> c.deleteObject(r -> r.bucket(other).key("object")));
    calls.put("delete other objects", c -> deleteMany(c, other));
    calls.put(
        "begin an upload to other bucket",
        c -> c.createMultipartUpload(r -> r.bucket(other).key("new")));
    calls.put("copy from other bucket", c -> copy(c, other, own));
    calls.put("copy to other bucket", c -> copy(c, own, other));
    calls.put("read access list of other bucket", c -> c.getBucketAcl(r -> r.bucket(other)));
    calls.put(
        "open other bucket to all",
        c -> c.putBucketAcl(r -> r.bucket(other).acl(BucketCannedACL.PUBLIC_READ)));
    calls.put("delete other bucket", c -> c.deleteBucket(r -> r.bucket(other)));
    calls.put("look at a bucket that is not there", c -> c.headBucket(r -> r.bucket("nowhere")));
    calls.put("make a bucket", c -> c.createBucket(r -> r.bucket("bucket-new")));
    calls.put("list buckets", S3Client::listBuckets);
    return calls.entrySet().stream()
        .map(call -> "%s: %s%n".formatted(call.getKey(), answer(() -> call.getValue().accept(s3))))
        .collect(Collectors.joining());
  }

  private static String answer(Runnable call) {
    try {
      call.run();
      return "ok";
    } catch (S3Exception refusal) {
      return Integer.toString(refusal.statusCode());
    } catch (IllegalStateException refusal) {
      return String.valueOf(refusal.getMessage());
    }
  }

  private static void deleteMany(S3Client s3, String bucket) {
    s3.deleteObjects(request ->
            request
                .bucket(bucket)
                .delete(all -> all.objects(ObjectIdentifier.builder().key("object").build())))
        .errors()
        .forEach(error -> {
          throw new IllegalStateException(error.code());
        });
  }

  private static void get(S3Client s3, String bucket, String key) {
    assertThat(s3.getObjectAsBytes(request -> request.bucket(bucket).key(key)).asUtf8String())
        .isEqualTo(key);
  }

  private static void put(S3Client s3, String bucket, String key) {
    s3.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromString(key));
  }

  private static void copy(S3Client s3, String from, String to) {
    s3.copyObject(request ->
        request
            .sourceBucket(from)
            .sourceKey("object")
            .destinationBucket(to)
            .destinationKey("copy"));
  }

  private static S3Key user(String name, String policy) {
    iam.createUser(user -> user.userName(name));
    iam.putUserPolicy(
        request -> request.userName(name).policyName("access").policyDocument(policy));
    AccessKey key = iam.createAccessKey(request -> request.userName(name)).accessKey();
    return new S3Key(key.accessKeyId(), key.secretAccessKey());
  }
}
