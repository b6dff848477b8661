package io.dormouse.agents.host.driver.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.transport.DockerHttpClient;
import io.dormouse.agents.host.driver.docker.engine.DockerEngine;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An engine that gives set answers to the real client, and 404 to all other calls. */
final class FakeTransport implements DockerHttpClient {

  private record CannedResponse(int status, String body) {}

  private final Map<String, CannedResponse> answers = new HashMap<>();
  private final Map<String, CannedResponse> once = new HashMap<>();
  private final List<String> calls = new ArrayList<>();

  /** Answers a call such as {@code POST /containers/one/start}. */
  FakeTransport answer(String call, int status, String body) {
    answers.put(call, new CannedResponse(status, body));
    return this;
  }

  /** Answers a call so the first time only. */
  FakeTransport answerOnce(String call, int status, String body) {
    once.put(call, new CannedResponse(status, body));
    return this;
  }

  List<String> calls() {
    return calls;
  }

  DockerEngine engine() {
    DockerClient client = DockerEngine.client(URI.create("unix:///nowhere.sock"), this);
    return new DockerEngine(client, client, this);
  }

  @Override
  public Response execute(Request request) {
    String path = request.path().replaceFirst("\\?.*", "");
    String call = request.method() + " " + path;
    calls.add(call);
    CannedResponse first = once.remove(call);
    CannedResponse unknown = new CannedResponse(404, "{\"message\":\"No such thing\"}");
    CannedResponse answer = first == null ? answers.getOrDefault(call, unknown) : first;
    return new SetResponse(answer.status(), answer.body());
  }

  @Override
  public void close() {}

  private record SetResponse(int status, String body) implements Response {

    @Override
    public int getStatusCode() {
      return status;
    }

    @Override
    public Map<String, List<String>> getHeaders() {
      return Map.of("Content-Type", List.of("application/json"));
    }

    @Override
    public InputStream getBody() {
      return new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {}
  }
}
