package io.dormouse.benchmarks.scale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dormouse.local.client.Unexpected;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Creates many instances by batches, one batch after another. */
final class Bulk {

  private static final int LINES = 10_000;
  private static final int ACCEPTED = 202;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http;
  private final URI api;

  Bulk(HttpClient http, URI api) {
    this.http = http;
    this.api = api;
  }

  /** Creates the instances {@code t-from} to {@code t-(to-1)}; returns the time it took. */
  Duration create(int from, int to) throws Exception {
    long begin = System.nanoTime();
    for (int first = from; first < to; first += LINES) {
      batch(first, Math.min(to, first + LINES));
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  static String name(int number) {
    return "t-" + number;
  }

  private void batch(int from, int to) throws Exception {
    List<byte[]> lines =
        IntStream.range(from, to)
            .mapToObj(i -> "{\"id\":\"%s\",\"blueprint\":\"notes\"}\n".formatted(name(i)))
            .map(line -> line.getBytes(StandardCharsets.UTF_8))
            .toList();
    HttpRequest request =
        HttpRequest.newBuilder(api.resolve("/v1/instances:batch"))
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofByteArrays(lines))
            .build();
    HttpResponse<Stream<String>> response = http.send(request, BodyHandlers.ofLines());
    try (Stream<String> answers = response.body()) {
      long accepted = answers.filter(Bulk::isAccepted).count();
      Unexpected.unless(
          accepted == to - from, "Expected %d accepted lines, but got %d", to - from, accepted);
    }
  }

  private static boolean isAccepted(String answer) {
    try {
      JsonNode json = JSON.readTree(answer);
      Unexpected.unless(
          json.path("status").asInt() == ACCEPTED, "Expected %d, but got %s", ACCEPTED, answer);
      return true;
    } catch (IOException e) {
      throw new Unexpected("Expected JSON, but got " + answer);
    }
  }
}
