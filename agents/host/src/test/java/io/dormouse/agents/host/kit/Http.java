package io.dormouse.agents.host.kit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Sends requests to applications. */
public final class Http {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofMillis(500))
          .build();

  private Http() {}

  public static HttpResponse<String> get(String address, int port, String path)
      throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create("http://%s:%d%s".formatted(address, port, path)))
            .timeout(Duration.ofSeconds(5))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** True if something answers at the address. */
  public static boolean answers(String address, int port) {
    try {
      get(address, port, "/");
      return true;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes the test application crash, which cuts its answer off. */
  public static void crash(String address, int port) throws InterruptedException {
    try {
      get(address, port, "/cgi-bin/crash");
    } catch (IOException e) {
      return;
    }
  }
}
