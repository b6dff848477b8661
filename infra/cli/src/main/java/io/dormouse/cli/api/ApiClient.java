package io.dormouse.cli.api;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.dormouse.cli.json.Json;
import io.dormouse.cli.settings.CommandFailure;
import io.dormouse.cli.settings.ExitCode;
import io.dormouse.cli.settings.Target;
import io.dormouse.cli.terminal.Notes;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The control API of one system. All methods throw {@link Problem} if it refuses a request, and
 * {@link NoAnswer} if it does not answer.
 *
 * <p>A request whose connection fails is sent once more. That is safe for a write too: both have
 * the same {@code Idempotency-Key}.
 */
public final class ApiClient implements AutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
  private static final int OK = 200;
  private static final int FIRST_ERROR = 400;
  private static final String EVENT_STREAM = "text/event-stream";

  private final URI base;
  private final String token;
  private final String user;
  private final Notes notes;
  private final HttpClient http;

  /**
   * The client of the API of that system.
   *
   * @param user the name for the history
   */
  public ApiClient(Target target, String user, Notes notes) {
    this.base = target.api();
    this.token = target.token();
    this.user = user;
    this.notes = notes;
    this.http = Connection.client(base, CONNECT_TIMEOUT);
  }

  /**
   * An answer.
   *
   * @param json the body, missing if there is none
   * @param link the header {@code Link}, or empty
   */
  public record Reply(int status, JsonNode json, String link) {}

  /** Ends the threads of the client: the JVM would wait for them when it exits. */
  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }

  public URI address() {
    return base;
  }

  public JsonNode get(ApiPath path) {
    return reply(path.text()).json();
  }

  /** All items of a list, page by page. */
  public Pages items(ApiPath path) {
    return new Pages(this, path);
  }

  public Reply put(ApiPath path, JsonNode body) {
    return write("PUT", path, body);
  }

  public Reply post(ApiPath path, @Nullable JsonNode body) {
    return write("POST", path, body);
  }

  public Reply delete(ApiPath path) {
    return write("DELETE", path, null);
  }

  Reply reply(String path) {
    return reply(request(path).GET().build());
  }

  /**
   * The answer of a path that may refuse without that being an error, such as {@code /ready}.
   *
   * @return the answer, whatever its status
   */
  public Reply ask(String path) {
    HttpResponse<byte[]> response = send(request(path).GET().build(), BodyHandlers.ofByteArray());
    return new Reply(response.statusCode(), json(response), "");
  }

  /**
   * Opens a stream of server-sent events; the response has the status 200 or 204.
   *
   * @param last id of the last event that was seen, or null
   */
  HttpResponse<InputStream> events(ApiPath path, @Nullable String last) throws IOException {
    HttpRequest.Builder request = request(path.text()).setHeader("Accept", EVENT_STREAM);
    if (last != null) {
      request.header("Last-Event-ID", last);
    }
    HttpResponse<InputStream> response =
        exchange(request.GET().build(), BodyHandlers.ofInputStream());
    if (response.statusCode() >= FIRST_ERROR) {
      try (InputStream body = response.body()) {
        throw problem(response, parse(response, body.readAllBytes()));
      }
    }
    String type = response.headers().firstValue("Content-Type").orElse("");
    if (response.statusCode() == OK && !type.startsWith(EVENT_STREAM)) {
      response.body().close();
      throw new CommandFailure(
          ExitCode.FAILED,
          "expected a stream of events from %s, got \"%s\": the system may be older than this program"
              .formatted(response.uri(), type));
    }
    return response;
  }

  private Reply write(String method, ApiPath path, @Nullable JsonNode body) {
    BodyPublisher content =
        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString());
    HttpRequest.Builder request =
        request(path.text())
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .method(method, content);
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    return reply(request.build());
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Accept", "application/json")
            .header("Dormouse-User", user);
    return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
  }

  private Reply reply(HttpRequest request) {
    HttpResponse<byte[]> response = send(request, BodyHandlers.ofByteArray());
    JsonNode json = json(response);
    if (response.statusCode() >= FIRST_ERROR) {
      throw problem(response, json);
    }
    return new Reply(response.statusCode(), json, response.headers().firstValue("Link").orElse(""));
  }

  private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler) {
    try {
      return exchange(request, handler);
    } catch (IOException first) {
      if (!(first instanceof ConnectException)) {
        notes.hint("the connection was lost (%s); trying once more".formatted(reason(first)));
      }
      try {
        return exchange(request, handler);
      } catch (IOException second) {
        throw new NoAnswer(base, reason(second));
      }
    }
  }

  private <T> HttpResponse<T> exchange(HttpRequest request, BodyHandler<T> handler)
      throws IOException {
    try {
      return http.sendAsync(request, handler).get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new NoAnswer(base, "it took more than " + ANSWER_TIMEOUT.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoAnswer(base, "the wait was interrupted");
    }
  }

  private static String reason(IOException failure) {
    return failure instanceof ConnectException
        ? "nothing listens there or the name is unknown"
        : Objects.requireNonNullElse(failure.getMessage(), failure.getClass().getSimpleName());
  }

  private static Problem problem(HttpResponse<?> response, JsonNode json) {
    return new Problem(
        response.statusCode(), json, response.headers().firstValue("Retry-After").orElse(null));
  }

  private JsonNode json(HttpResponse<byte[]> response) {
    return parse(response, response.body());
  }

  private JsonNode parse(HttpResponse<?> response, byte[] body) {
    if (body.length == 0) {
      return MissingNode.getInstance();
    }
    try {
      return Json.parse(body);
    } catch (JacksonException e) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "expected the JSON of a control API from %s, got %s with status %d"
              .formatted(
                  response.uri(),
                  response.headers().firstValue("Content-Type").orElse("something else"),
                  response.statusCode()));
    } catch (IOException e) {
      throw new NoAnswer(base, reason(e));
    }
  }
}
