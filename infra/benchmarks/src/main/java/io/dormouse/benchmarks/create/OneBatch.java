package io.dormouse.benchmarks.create;

import io.dormouse.local.client.Unexpected;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One client that sends all creates in batches, one after another, and cuts the last when the time
 * is up. Its library reads no answer before it has sent the whole batch, so each must fit in the
 * buffers between it and the API.
 */
public record OneBatch() implements Way {

  private static final int LINES = 20_000;

  @Override
  public String title() {
    return "one batch";
  }

  @Override
  public String name() {
    return "batch";
  }

  @Override
  public void create(URI api, Budget budget, Tally tally) throws Exception {
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      while (budget.hasNext()) {
        send(http, api, budget, tally);
      }
      http.shutdownNow();
    }
  }

  private static void send(HttpClient http, URI api, Budget budget, Tally tally) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(api.resolve("/v1/instances:batch"))
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofInputStream(() -> new Lines(budget)))
            .build();
    HttpResponse<Stream<String>> response = http.send(request, BodyHandlers.ofLines());
    Unexpected.unless(
        response.statusCode() == 200, "Expected 200, but got %d", response.statusCode());
    try (Stream<String> lines = response.body()) {
      Iterator<String> answers = lines.iterator();
      while (answers.hasNext() && !budget.isOver()) {
        String answer = answers.next();
        tally.add(status(answer), answer, Duration.ZERO);
      }
    }
  }

  private static int status(String answer) {
    int at = answer.indexOf("\"status\":") + "\"status\":".length();
    return Integer.parseInt(answer.substring(at, at + 3));
  }

  /** The bodies as lines. */
  private static final class Lines extends InputStream {

    private final Budget budget;
    private int left = LINES;
    private byte[] line = {};
    private int at;

    private Lines(Budget budget) {
      this.budget = budget;
    }

    @Override
    public int read() {
      return hasMore() ? line[at++] : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      int read = 0;
      while (read < length && hasMore()) {
        into[offset + read++] = line[at++];
      }
      return read == 0 && length > 0 ? -1 : read;
    }

    private boolean hasMore() {
      if (at == line.length) {
        Optional<String> next = left == 0 ? Optional.empty() : budget.next();
        if (next.isEmpty()) {
          return false;
        }
        left--;
        line = (next.get() + "\n").getBytes(StandardCharsets.UTF_8);
        at = 0;
      }
      return true;
    }
  }
}
