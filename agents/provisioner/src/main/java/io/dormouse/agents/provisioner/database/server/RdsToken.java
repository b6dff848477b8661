package io.dormouse.agents.provisioner.database.server;

import io.dormouse.agents.provisioner.settings.database.DatabaseAddress;
import java.time.Clock;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;

/**
 * Logs in to AWS RDS with a token instead of a password: a signed address that is valid for 15
 * minutes.
 */
public final class RdsToken implements DatabaseServer.PasswordSource {

  private static final Duration LASTS = Duration.ofMinutes(15);

  private final DatabaseAddress address;
  private final String user;
  private final String region;
  private final AwsCredentialsProvider credentials;

  public RdsToken(
      DatabaseAddress address, String user, String region, AwsCredentialsProvider credentials) {
    this.address = address;
    this.user = user;
    this.region = region;
    this.credentials = credentials;
  }

  @Override
  public String password() {
    SdkHttpRequest connect =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.GET)
            .protocol("https")
            .host(address.host())
            .port(address.port())
            .encodedPath("/")
            .putRawQueryParameter("Action", "connect")
            .putRawQueryParameter("DBUser", user)
            .build();
    return AwsV4HttpSigner.create()
        .sign(to ->
            to.identity(credentials.resolveCredentials())
                .request(connect)
                .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "rds-db")
                .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                .putProperty(AwsV4FamilyHttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, LASTS)
                .putProperty(HttpSigner.SIGNING_CLOCK, Clock.systemUTC()))
        .request()
        .getUri()
        .toString()
        .substring("https://".length());
  }
}
