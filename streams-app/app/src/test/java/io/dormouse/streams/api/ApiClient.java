package io.dormouse.streams.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.streams.api.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** An HTTP client of the API, as a user would write one. */
final class ApiClient implements AutoCloseable {

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;

  ApiClient(int port) {
    base = URI.create("http://127.0.0.1:" + port);
  }

  record Reply(int status, HttpResponse<byte[]> raw, JsonNode body) {

    String header(String name) {
      return raw.headers().firstValue(name).orElse("");
    }

    String text(String pointer) {
      return body.at(pointer).asText();
    }
  }

  Reply get(String path) {
    return send("GET", path, BodyPublishers.noBody());
  }

  Reply delete(String path, String... headers) {
    return send("DELETE", path, BodyPublishers.noBody(), headers);
  }

  Reply put(String path, String json, String... headers) {
    return sendJson("PUT", path, json, headers);
  }

  Reply post(String path, String json, String... headers) {
    return sendJson("POST", path, json, headers);
  }

  /** Posts nothing, as the actions expect. */
  Reply post(String path) {
    return send("POST", path, BodyPublishers.noBody());
  }

  Reply act(String instance, String action, String... headers) {
    return send(
        "POST",
        "/v1/instances/" + instance + "/actions/" + action,
        BodyPublishers.noBody(),
        headers);
  }

  private Reply sendJson(String method, String path, String json, String... headers) {
    String[] all = new String[headers.length + 2];
    all[0] = "Content-Type";
    all[1] = "application/json";
    System.arraycopy(headers, 0, all, 2, headers.length);
    return send(method, path, BodyPublishers.ofString(json), all);
  }

  Reply send(String method, String path, BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofSeconds(30))
            .method(method, body);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
      return new Reply(response.statusCode(), response, Json.parse(response.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
