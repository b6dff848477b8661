package io.dormouse.agents.host.driver.docker.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient;
import io.dormouse.agents.host.driver.DriverException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Docker engine, with one pool of connections for calls and another for streams, so that long
 * streams never keep a call waiting. Both have deadlines.
 */
public final class DockerEngine implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DockerEngine.class);
  private static final Duration CONNECT_DEADLINE = Duration.ofSeconds(5);
  private static final Duration CALL_DEADLINE = Duration.ofMinutes(1);
  private static final Duration SILENCE_DEADLINE = Duration.ofMinutes(2);

  private final DockerClient calls;
  private final DockerClient streams;
  private final DockerHttpClient transport;

  /**
   * @param transport the transport of the calls
   */
  public DockerEngine(DockerClient calls, DockerClient streams, DockerHttpClient transport) {
    this.calls = calls;
    this.streams = streams;
    this.transport = transport;
  }

  /** Prepares a connection to an engine; the first call shows if it answers. */
  public static DockerEngine connect(URI host) {
    DockerHttpClient ofCalls = transport(host, CALL_DEADLINE);
    return new DockerEngine(
        client(host, ofCalls), client(host, transport(host, SILENCE_DEADLINE)), ofCalls);
  }

  public static DockerClient client(URI host, DockerHttpClient transport) {
    return DockerClientImpl.getInstance(
        DefaultDockerClientConfig.createDefaultConfigBuilder()
            .withDockerHost(host.toString())
            .withDockerTlsVerify(false)
            .build(),
        transport);
  }

  private static DockerHttpClient transport(URI host, Duration answerDeadline) {
    return new ApacheDockerHttpClient.Builder()
        .dockerHost(host)
        .maxConnections(100)
        .connectionTimeout(CONNECT_DEADLINE)
        .responseTimeout(answerDeadline)
        .build();
  }

  /** True if the engine answers at all. */
  public boolean answers() {
    try {
      calls.pingCmd().exec();
      return true;
    } catch (RuntimeException e) {
      LOG.atDebug().setMessage("the engine does not answer").setCause(e).log();
      return false;
    }
  }

  public DockerClient calls() {
    return calls;
  }

  public DockerClient streams() {
    return streams;
  }

  /**
   * The engine's answer as a stream, for answers that are too long for the client's objects.
   *
   * @throws IOException if it does not answer, or with another status than 200
   */
  public InputStream get(String path) throws IOException {
    DockerHttpClient.Request request =
        DockerHttpClient.Request.builder()
            .method(DockerHttpClient.Request.Method.GET)
            .path(path)
            .build();
    DockerHttpClient.Response response = transport.execute(request);
    if (response.getStatusCode() == 200) {
      return response.getBody();
    }
    try (response) {
      throw new IOException("the engine answered with status " + response.getStatusCode());
    }
  }

  /**
   * Does a call. Every exception that the call itself does not catch becomes a {@link
   * DriverException}, since the client reports a missing answer by several kinds of exceptions.
   */
  public static <T> T call(String what, Supplier<T> call) {
    try {
      return call.get();
    } catch (DriverException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new DriverException("Docker could not %s: %s".formatted(what, EngineMessages.of(e)), e);
    }
  }

  @Override
  public void close() {
    try {
      calls.close();
      streams.close();
    } catch (IOException e) {
      LOG.atDebug().setMessage("connections to the engine could not be closed").setCause(e).log();
    }
  }
}
