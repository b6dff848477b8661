package io.dormouse.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The control API, as an operator uses it. */
public final class ControlClient {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PENDING = 202;

  private final HttpClient http;
  private final URI api;

  public ControlClient(HttpClient http, URI api) {
    this.http = http;
    this.api = api;
  }

  /** The status and the JSON of a response. */
  public record ApiResponse(int status, JsonNode json) {

    public ApiResponse expect(int expected) {
      Unexpected.unless(
          status == expected, "Expected status %d, but got %d: %s", expected, status, json);
      return this;
    }
  }

  public ApiResponse get(String path) throws IOException, InterruptedException {
    return send("GET", path, BodyPublishers.noBody());
  }

  public ApiResponse post(String path) throws IOException, InterruptedException {
    return send("POST", path, BodyPublishers.noBody());
  }

  public ApiResponse send(String method, String path, JsonNode body)
      throws IOException, InterruptedException {
    return send(method, path, BodyPublishers.ofString(body.toString()));
  }

  /**
   * Puts a blueprint, again while its decision is pending. The same content again changes nothing.
   */
  public void putBlueprint(String id, JsonNode blueprint) throws Exception {
    Await.until(
        "a decision on the blueprint " + id,
        PATIENCE,
        () -> {
          ApiResponse response = send("PUT", "/v1/blueprints/" + id, blueprint);
          Unexpected.unless(
              response.status() < 300,
              "Expected a stored blueprint, but got %d: %s",
              response.status(),
              response.json());
          return Optional.of(response).filter(answer -> answer.status() != PENDING);
        });
  }

  /** Signs up for an instance of that blueprint. */
  public void signUp(String instance, String blueprint) throws IOException, InterruptedException {
    ObjectNode signUp = JSON.createObjectNode();
    signUp.put("instance", instance).put("blueprint", blueprint).put("owner", "demo");
    send("POST", "/v1/signups", signUp).expect(202);
  }

  /** Waits until the instance has its resources and a route. */
  public void awaitRoute(String instance, Duration most) throws Exception {
    Await.until(
        "resources and a route for " + instance,
        most,
        () ->
            instance(instance)
                .filter(view -> !view.path("status").asText().equals("requested"))
                .filter(view -> !view.path("domains").isEmpty()));
  }

  /** Puts an instance to sleep, and waits until it is asleep. */
  public void passivate(String instance, Duration most) throws Exception {
    post("/v1/instances/" + instance + "/actions/passivate");
    awaitStatus(instance, "asleep", most);
  }

  /**
   * The status of an instance; empty while the API does not answer or does not know the instance.
   */
  public Optional<String> status(String instance) throws InterruptedException {
    return instance(instance).map(json -> json.path("status").asText());
  }

  /** The view of an instance; empty while the API does not answer or does not know the instance. */
  public Optional<JsonNode> instance(String instance) throws InterruptedException {
    try {
      ApiResponse response = get("/v1/instances/" + instance);
      return response.status() == 200 ? Optional.of(response.json()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  public void awaitStatus(String instance, String wanted, Duration most) throws Exception {
    Await.until(
        "%s to be %s".formatted(instance, wanted),
        most,
        () -> status(instance).filter(wanted::equals));
  }

  /**
   * Waits until that many hosts report.
   *
   * @return their ids in order
   */
  public List<String> awaitHosts(int number, Duration most) throws Exception {
    return Await.until(
        number + " hosts that report",
        most,
        () -> Optional.of(reportingHosts()).filter(hosts -> hosts.size() == number));
  }

  private List<String> reportingHosts() throws IOException, InterruptedException {
    List<String> hosts = new ArrayList<>();
    for (JsonNode host : get("/v1/hosts").expect(200).json().path("items")) {
      if (host.path("life").asText().equals("reporting")) {
        hosts.add(host.path("host").asText());
      }
    }
    return hosts;
  }

  /** All events of an instance, oldest first. */
  public List<JsonNode> history(String instance) throws IOException, InterruptedException {
    List<JsonNode> events = new ArrayList<>();
    get("/v1/instances/" + instance + "/history").expect(200).json().forEach(events::add);
    return events;
  }

  private ApiResponse send(String method, String path, BodyPublisher body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(api.resolve(path))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .header("Dormouse-User", "demo")
            .method(method, body)
            .build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    return new ApiResponse(response.statusCode(), JSON.readTree(response.body()));
  }
}
