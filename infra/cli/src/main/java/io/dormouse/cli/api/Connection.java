package io.dormouse.cli.api;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** The HTTP client for an address. */
final class Connection {

  private Connection() {}

  /**
   * A client for that address. For one without TLS the JDK's trust store stays unread, which takes
   * longer than most requests.
   */
  static HttpClient client(URI api, Duration connectTimeout) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(connectTimeout)
            .followRedirects(HttpClient.Redirect.NEVER);
    if ("http".equals(api.getScheme())) {
      builder.sslContext(new NoTls()).sslParameters(new SSLParameters());
    }
    return builder.build();
  }

  /** A context for a client that never uses it. */
  private static final class NoTls extends SSLContext {

    NoTls() {
      super(null, null, "none");
    }
  }
}
