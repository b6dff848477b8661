package io.dormouse.local.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.User;

/** The IAM API, called with the AWS SDK. */
class IamServerTest {

  private static final S3Key ROOT = new S3Key("ROOTKEY", "root/secret+of=all");
  private static final String POLICY =
      """
      {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a b/*+&"}]}
      """;

  @TempDir Path folder;

  private IamServer server;
  private IamClient root;

  @BeforeEach
  void start() throws IOException {
    server = IamServer.start(ROOT, Identities.in(folder.resolve("iam.json")), 0);
    root = client(ROOT);
  }

  @AfterEach
  void end() {
    root.close();
    server.close();
  }

  @Test
  void shouldMakeAUserOnce() {
    User made = root.createUser(user -> user.userName("alice").path("/tenants/")).user();

    assertThat(made.arn()).isEqualTo("arn:aws:iam::000000000000:user/tenants/alice");
    assertThat(root.getUser(user -> user.userName("alice")).user()).isEqualTo(made);
    assertThatRefused(
        () -> root.createUser(user -> user.userName("alice")), 409, "EntityAlreadyExists");
  }

  @Test
  void shouldListUsersOfAPathByPages() {
    for (int i = 0; i < 7; i++) {
      String name = "user-" + i;
      root.createUser(user -> user.userName(name).path(name.equals("user-3") ? "/" : "/tenants/"));
    }

    assertThat(
            root
                .listUsersPaginator(users -> users.pathPrefix("/tenants/").maxItems(2))
                .users()
                .stream())
        .extracting(User::userName)
        .containsExactly("user-0", "user-1", "user-2", "user-4", "user-5", "user-6");
  }

  @Test
  void shouldGiveBackAPolicyAsItWasPut() {
    root.createUser(user -> user.userName("alice"));

    root.putUserPolicy(
        policy -> policy.userName("alice").policyName("bucket").policyDocument(POLICY));

    String document =
        root.getUserPolicy(policy -> policy.userName("alice").policyName("bucket"))
            .policyDocument();
    assertThat(URLDecoder.decode(document, StandardCharsets.UTF_8)).isEqualTo(POLICY);
    assertThat(root.listUserPolicies(policies -> policies.userName("alice")).policyNames())
        .containsExactly("bucket");
    assertThatRefused(
        () ->
            root.putUserPolicy(
                policy -> policy.userName("alice").policyName("no").policyDocument("{}")),
        400,
        "MalformedPolicyDocument");
  }

  @Test
  void shouldGiveAUserTwoKeysAtMost() {
    root.createUser(user -> user.userName("alice"));
    AccessKey one = root.createAccessKey(key -> key.userName("alice")).accessKey();
    AccessKey other = root.createAccessKey(key -> key.userName("alice")).accessKey();

    assertThat(one.secretAccessKey()).hasSize(40).isNotEqualTo(other.secretAccessKey());
    assertThat(keys("alice")).containsExactlyInAnyOrder(one.accessKeyId(), other.accessKeyId());
    assertThatRefused(
        () -> root.createAccessKey(key -> key.userName("alice")), 409, "LimitExceeded");

    root.deleteAccessKey(key -> key.userName("alice").accessKeyId(one.accessKeyId()));

    assertThat(keys("alice")).containsExactly(other.accessKeyId());
    assertThatRefused(
        () -> root.deleteAccessKey(key -> key.userName("alice").accessKeyId(one.accessKeyId())),
        404,
        "NoSuchEntity");
  }

  @Test
  void shouldDeleteAUserThatHasNothingLeft() {
    root.createUser(user -> user.userName("alice"));
    root.putUserPolicy(
        policy -> policy.userName("alice").policyName("bucket").policyDocument(POLICY));
    AccessKey key = root.createAccessKey(request -> request.userName("alice")).accessKey();
    assertThatRefused(() -> root.deleteUser(user -> user.userName("alice")), 409, "DeleteConflict");
    root.deleteAccessKey(old -> old.userName("alice").accessKeyId(key.accessKeyId()));
    assertThatRefused(() -> root.deleteUser(user -> user.userName("alice")), 409, "DeleteConflict");
    root.deleteUserPolicy(policy -> policy.userName("alice").policyName("bucket"));

    root.deleteUser(user -> user.userName("alice"));

    assertThatRefused(() -> root.getUser(user -> user.userName("alice")), 404, "NoSuchEntity");
    assertThatRefused(() -> root.deleteUser(user -> user.userName("alice")), 404, "NoSuchEntity");
    assertThatRefused(
        () -> root.listAccessKeys(keys -> keys.userName("alice")), 404, "NoSuchEntity");
  }

  @Test
  void shouldKeepUsersInAFileForItsOwnerOnly() throws IOException {
    root.createUser(user -> user.userName("alice").path("/tenants/"));
    root.putUserPolicy(
        policy -> policy.userName("alice").policyName("bucket").policyDocument(POLICY));
    String key = root.createAccessKey(user -> user.userName("alice")).accessKey().accessKeyId();
    Path file = folder.resolve("iam.json");

    Identities again = Identities.in(file);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(again.owner(key)).contains(again.get("alice"));
    assertThat(again.get("alice").policies().values())
        .extracting(Policy::document)
        .containsExactly(POLICY);
  }

  @Test
  void shouldRefuseWhatIsNotSignedWithTheRootKey() {
    root.createUser(user -> user.userName("alice"));
    AccessKey key = root.createAccessKey(request -> request.userName("alice")).accessKey();
    S3Key alice = new S3Key(key.accessKeyId(), key.secretAccessKey());

    assertThatRefused(
        () -> createWith(new S3Key("ROOTKEY", "wrong")), 403, "SignatureDoesNotMatch");
    assertThatRefused(() -> createWith(new S3Key("NOBODY", "x")), 403, "InvalidClientTokenId");
    assertThatRefused(() -> createWith(alice), 403, "AccessDenied");
    assertThatRefused(() -> createWith(new S3Key(alice.id(), "x")), 403, "SignatureDoesNotMatch");
    assertThat(root.listUsers().users()).hasSize(1);
  }

  @Test
  void shouldRefuseARequestWithoutASignature() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint())
            .POST(HttpRequest.BodyPublishers.ofString("Action=ListUsers&Version=2010-05-08"))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());

      assertThat(response.statusCode()).isEqualTo(403);
      assertThat(response.body()).contains("<Code>MissingAuthenticationToken</Code>");
    }
  }

  @Test
  void shouldTakeNoHostileNames() {
    for (String name : List.of("a/b", "<User>", "a b", "a'--", "x".repeat(65))) {
      assertThatRefused(() -> root.createUser(user -> user.userName(name)), 400, "ValidationError");
    }
    assertThatRefused(
        () -> root.getUser(user -> user.userName("<User>&amp;")), 404, "NoSuchEntity");
  }

  private void createWith(S3Key key) {
    try (IamClient client = client(key)) {
      client.createUser(user -> user.userName("mallory"));
    }
  }

  private List<String> keys(String user) {
    return root.listAccessKeys(keys -> keys.userName(user)).accessKeyMetadata().stream()
        .map(AccessKeyMetadata::accessKeyId)
        .toList();
  }

  private IamClient client(S3Key key) {
    return IamClient.builder()
        .endpointOverride(endpoint())
        .region(Region.AWS_GLOBAL)
        .httpClient(UrlConnectionHttpClient.create())
        .overrideConfiguration(
            configuration -> configuration.retryStrategy(DefaultRetryStrategy.doNotRetry()))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(key.id(), key.secret())))
        .build();
  }

  private URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  private static void assertThatRefused(ThrowingCallable call, int status, String code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            IamException.class,
            refusal -> {
              assertThat(refusal.statusCode()).isEqualTo(status);
              assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
            });
  }
}
