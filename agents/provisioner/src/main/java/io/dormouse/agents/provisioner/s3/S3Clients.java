package io.dormouse.agents.provisioner.s3;

import io.dormouse.agents.provisioner.s3.access.EveryAccess;
import io.dormouse.agents.provisioner.s3.access.IamUserAccess;
import io.dormouse.agents.provisioner.s3.access.S3Access;
import io.dormouse.agents.provisioner.s3.access.StsAccess;
import io.dormouse.agents.provisioner.s3.policy.BucketPolicy;
import io.dormouse.agents.provisioner.settings.s3.AccessDriver;
import io.dormouse.agents.provisioner.settings.s3.AccessSettings;
import io.dormouse.agents.provisioner.settings.s3.S3Settings;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * The clients of the S3 server, with one bounded pool of connections and time-outs on all calls.
 */
public final class S3Clients implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final SdkHttpClient http;
  private final AwsCredentialsProvider credentials;
  private final S3Client s3;
  private final StsClient sts;
  private final IamClient iam;
  private final S3Access access;

  public S3Clients(S3Settings settings, AccessSettings accessSettings, int connections) {
    this.http =
        Apache5HttpClient.builder()
            .maxConnections(connections)
            .connectionTimeout(CONNECT)
            .connectionAcquisitionTimeout(settings.timeout())
            .socketTimeout(settings.timeout())
            .build();
    this.credentials = DefaultCredentialsProvider.builder().build();
    S3ClientBuilder builder =
        configured(S3Client.builder(), settings, settings.endpoint())
            .forcePathStyle(settings.pathStyle());
    if (!settings.endpoint().isEmpty()) {
      builder
          .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
          .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
    }
    this.s3 = builder.build();
    this.sts = configured(StsClient.builder(), settings, accessSettings.stsEndpoint()).build();
    this.iam =
        configured(IamClient.builder(), settings, accessSettings.iamEndpoint())
            .region(
                accessSettings.iamEndpoint().isEmpty()
                    ? Region.AWS_GLOBAL
                    : Region.of(settings.region()))
            .build();
    S3Access users = new IamUserAccess(iam, settings, accessSettings.iamPath());
    S3Access sessions =
        new StsAccess(sts, new BucketPolicy(s3, settings), settings, accessSettings);
    this.access =
        accessSettings.driver() == AccessDriver.STS
            ? new EveryAccess(sessions, users)
            : new EveryAccess(users, sessions);
  }

  private <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C> B configured(
      B builder, S3Settings settings, String endpoint) {
    builder
        .httpClient(http)
        .credentialsProvider(credentials)
        .region(Region.of(settings.region()))
        .overrideConfiguration(override ->
            override
                .retryStrategy(AwsRetryStrategy.forRetryMode(RetryMode.ADAPTIVE_V2))
                .apiCallAttemptTimeout(settings.timeout()));
    return endpoint.isEmpty() ? builder : builder.endpointOverride(URI.create(endpoint));
  }

  public S3Client s3() {
    return s3;
  }

  public S3Access access() {
    return access;
  }

  /** Credentials of the SDK's default chain. */
  public AwsCredentialsProvider credentials() {
    return credentials;
  }

  @Override
  public void close() {
    sts.close();
    iam.close();
    s3.close();
    http.close();
  }
}
