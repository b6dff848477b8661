package io.dormouse.sample.documents;

import io.dormouse.sample.config.ContentsPlace;
import io.dormouse.sample.config.S3Login;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Keeps bytes as objects of one S3 bucket, or of that part of it that has a prefix. */
public final class S3Contents implements Contents {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final S3Client client;
  private final String bucket;
  private final String prefix;

  public S3Contents(ContentsPlace.Bucket place) {
    this.bucket = place.name();
    this.prefix = place.prefix();
    this.client = client(place.service());
  }

  private static S3Client client(ContentsPlace.S3Service service) {
    // No profile files and no checksums by default: both only cost time at each wake.
    ProfileFile none = ProfileFile.aggregator().build();
    S3ClientBuilder builder =
        S3Client.builder()
            .region(Region.of(service.region()))
            .forcePathStyle(service.pathStyle())
            .credentialsProvider(StaticCredentialsProvider.create(credentials(service.login())))
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .overrideConfiguration(configuration -> configuration.defaultProfileFile(none))
            .httpClientBuilder(http(service.endpoint()));
    if (service.endpoint() != null) {
      builder.endpointOverride(service.endpoint());
    }
    return builder.build();
  }

  private static AwsCredentials credentials(S3Login login) {
    return login.sessionToken().isEmpty()
        ? AwsBasicCredentials.create(login.key(), login.secret())
        : AwsSessionCredentials.create(login.key(), login.secret(), login.sessionToken());
  }

  // Without TLS no certificates are needed, and reading the platform's takes 100 ms.
  private static UrlConnectionHttpClient.Builder http(@Nullable URI endpoint) {
    UrlConnectionHttpClient.Builder builder =
        UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(SILENCE);
    return endpoint != null && "http".equals(endpoint.getScheme())
        ? builder.tlsTrustManagersProvider(() -> new TrustManager[0])
        : builder;
  }

  @Override
  public void check() throws IOException {
    try {
      look();
    } catch (NoSuchBucketException e) {
      throw new IOException(
          "Expected bucket '%s' to exist, but it does not; create it.".formatted(bucket), e);
    } catch (SdkException e) {
      throw failed("look at bucket", bucket, e);
    }
  }

  // An app that may use only a part of a bucket can check that part only.
  private void look() {
    if (prefix.isEmpty()) {
      client.headBucket(request -> request.bucket(bucket));
    } else {
      client.listObjectsV2(request -> request.bucket(bucket).prefix(prefix).maxKeys(1));
    }
  }

  @Override
  public void put(String key, Path file) throws IOException {
    try {
      client.putObject(request -> request.bucket(bucket).key(prefix + key), file);
    } catch (SdkException e) {
      throw failed("store object", key, e);
    }
  }

  @Override
  public InputStream open(String key) throws IOException {
    try {
      return client.getObject(request -> request.bucket(bucket).key(prefix + key));
    } catch (NoSuchKeyException e) {
      throw (IOException) new NoSuchFileException(key).initCause(e);
    } catch (SdkException e) {
      throw failed("read object", key, e);
    }
  }

  @Override
  public void delete(String key) throws IOException {
    try {
      client.deleteObject(request -> request.bucket(bucket).key(prefix + key));
    } catch (SdkException e) {
      throw failed("delete object", key, e);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private static IOException failed(String what, String name, SdkException cause) {
    return new IOException(
        "Expected S3 to %s '%s', but: %s".formatted(what, name, cause.getMessage()), cause);
  }
}
