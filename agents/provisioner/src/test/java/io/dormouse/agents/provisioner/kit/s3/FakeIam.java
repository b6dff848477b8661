package io.dormouse.agents.provisioner.kit.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The part of the IAM query API, and of STS, that the provisioner uses, in memory. */
public final class FakeIam implements AutoCloseable {

  /** A user with its policy documents by name and its secret keys by id. */
  public record User(String path, Map<String, String> policies, Map<String, String> keys) {}

  private record IamFault(String action, String user, int status, String code) {

    boolean meets(Map<String, String> form) {
      return action.equals(form.get("Action"))
          && (user.isEmpty() || user.equals(form.get("UserName")));
    }
  }

  private final List<IamFault> faults = new ArrayList<>();
  private final HttpServer http;
  private final Map<String, User> users = new TreeMap<>();
  private final List<Map<String, String>> requests = new ArrayList<>();
  private final Set<String> hidden = new HashSet<>();
  private int made;

  public FakeIam() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.createContext("/", this::handle);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.start();
  }

  public String endpoint() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  public synchronized Map<String, User> users() {
    return Map.copyOf(users);
  }

  /** Leaves a user out of lists, as AWS does for some seconds after its creation. */
  public synchronized void hide(String user) {
    hidden.add(user);
  }

  /** Makes the next requests of that action fail. */
  public synchronized void fail(int times, String action, int status, String code) {
    for (int i = 0; i < times; i++) {
      faults.add(new IamFault(action, "", status, code));
    }
  }

  /** Makes the next request of that action for a user fail. */
  public synchronized void failFor(String user, String action, int status, String code) {
    faults.add(new IamFault(action, user, status, code));
  }

  /** Parameters of all requests with that action. */
  public synchronized List<Map<String, String>> requests(String action) {
    return requests.stream().filter(one -> action.equals(one.get("Action"))).toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Map<String, String> form =
          Stream.of(body.split("&"))
              .map(pair -> pair.split("=", 2))
              .collect(Collectors.toMap(pair -> decoded(pair[0]), pair -> decoded(pair[1])));
      String action = form.getOrDefault("Action", "");
      IamFault fault = fault(form);
      String result = fault == null ? act(form) : "";
      if (result.equals("NoSuchEntity")) {
        fault = new IamFault(action, "", 404, "NoSuchEntity");
      }
      byte[] answer =
          (fault != null
                  ? "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>no such luck</Message></Error></ErrorResponse>"
                      .formatted(fault.code())
                  : "<%sResponse><%sResult>%s</%sResult></%sResponse>"
                      .formatted(action, action, result, action, action))
              .getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/xml");
      exchange.sendResponseHeaders(fault == null ? 200 : fault.status(), answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private synchronized @Nullable IamFault fault(Map<String, String> form) {
    IamFault next = faults.stream().filter(one -> one.meets(form)).findFirst().orElse(null);
    faults.remove(next);
    return next;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private synchronized String act(Map<String, String> form) {
    requests.add(form);
    String action = form.getOrDefault("Action", "");
    String name = form.getOrDefault("UserName", "");
    switch (action) {
      case "CreateUser" ->
          users.put(
              name, new User(form.getOrDefault("Path", "/"), new TreeMap<>(), new TreeMap<>()));
      case "ListUsers" -> {
        return users.entrySet().stream()
            .filter(user -> !hidden.contains(user.getKey()))
            .filter(user -> user.getValue().path().startsWith(form.getOrDefault("PathPrefix", "/")))
            .map(user ->
                "<member>%s</member>".formatted(fields(user.getKey(), user.getValue().path())))
            .collect(Collectors.joining("", "<Users>", "</Users><IsTruncated>false</IsTruncated>"));
      }
      case "AssumeRole" -> {
        return "<Credentials><AccessKeyId>ASIA%d</AccessKeyId><SecretAccessKey>sts-secret-%d</SecretAccessKey><SessionToken>token-%d</SessionToken><Expiration>2030-01-01T00:00:00Z</Expiration></Credentials>"
            .formatted(++made, made, made);
      }
      default -> {
        User user = users.get(name);
        return user == null ? "NoSuchEntity" : act(action, name, user, form);
      }
    }
    return "<User>%s</User>".formatted(fields(name, form.getOrDefault("Path", "/")));
  }

  private String act(String action, String name, User user, Map<String, String> form) {
    String key = form.getOrDefault("AccessKeyId", "");
    String policy = form.getOrDefault("PolicyName", "");
    return switch (action) {
      case "GetUser" -> "<User>%s</User>".formatted(fields(name, user.path()));
      case "PutUserPolicy" -> {
        user.policies().put(policy, form.getOrDefault("PolicyDocument", ""));
        yield "";
      }
      case "DeleteUserPolicy" -> user.policies().remove(policy) == null ? "NoSuchEntity" : "";
      case "CreateAccessKey" -> {
        if (user.keys().size() >= 2) {
          throw new IllegalStateException("AWS has two keys for a user at most");
        }
        String id = "AKIA%016d".formatted(++made);
        user.keys().put(id, "canary-secret-key-of-a-tenant-%08d".formatted(made));
        yield "<AccessKey><UserName>%s</UserName><AccessKeyId>%s</AccessKeyId><Status>Active</Status><SecretAccessKey>%s</SecretAccessKey></AccessKey>"
            .formatted(name, id, user.keys().get(id));
      }
      case "ListAccessKeys" ->
          user.keys().keySet().stream()
              .map(id -> "<member><AccessKeyId>%s</AccessKeyId></member>".formatted(id))
              .collect(
                  Collectors.joining(
                      "",
                      "<AccessKeyMetadata>",
                      "</AccessKeyMetadata><IsTruncated>false</IsTruncated>"));
      case "DeleteAccessKey" -> user.keys().remove(key) == null ? "NoSuchEntity" : "";
      case "DeleteUser" -> {
        if (!user.keys().isEmpty() || !user.policies().isEmpty()) {
          throw new IllegalStateException("AWS deletes no user that has keys or policies");
        }
        users.remove(name);
        yield "";
      }
      default -> throw new IllegalArgumentException(action);
    };
  }

  private static String fields(String name, String path) {
    return "<Path>%s</Path><UserName>%s</UserName><UserId>AID%s</UserId><Arn>arn:aws:iam::123456789012:user/dormouse/%s</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate>"
        .formatted(path, name, name, name);
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
