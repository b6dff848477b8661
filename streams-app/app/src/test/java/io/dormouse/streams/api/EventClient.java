package io.dormouse.streams.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.streams.api.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One client that listens to server-sent events, as a browser does. */
final class EventClient implements AutoCloseable {

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HttpResponse<InputStream> response;
  private final BufferedReader lines;

  /** One event as it came. */
  record Event(String id, String name, JsonNode data) {}

  EventClient(int port, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(30))
            .header("Accept", "text/event-stream");
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      response = http.send(request.build(), BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  int status() {
    return response.statusCode();
  }

  String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** The next event, or nothing when the stream has ended. */
  Optional<Event> next() {
    List<String> fields = new ArrayList<>();
    while (true) {
      Optional<String> line = line();
      if (line.isEmpty()) {
        return Optional.empty();
      }
      if (line.get().isEmpty() && !fields.isEmpty()) {
        return Optional.of(event(fields));
      }
      if (!line.get().isEmpty() && !line.get().startsWith(":")) {
        fields.add(line.get());
      }
    }
  }

  private Optional<String> line() {
    try {
      return Optional.ofNullable(lines.readLine());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Event event(List<String> fields) {
    try {
      return new Event(
          field(fields, "id: "),
          field(fields, "event: "),
          Json.parse(field(fields, "data: ").getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String field(List<String> fields, String name) {
    return fields.stream()
        .filter(field -> field.startsWith(name))
        .map(field -> field.substring(name.length()))
        .findFirst()
        .orElse("");
  }

  /** Goes away, whether the stream has ended or not. */
  @Override
  public void close() {
    http.shutdownNow();
  }
}
