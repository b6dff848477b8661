package io.dormouse.local.iam;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of the AWS IAM query API that manages users, on the loopback address. Requests must be
 * signed with the root key; no user may do anything here.
 */
public final class IamServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(IamServer.class);
  private static final String NAMESPACE = "https://iam.amazonaws.com/doc/2010-05-08/";
  private static final int LARGEST_REQUEST = 100_000;

  private final S3Key root;
  private final Identities identities;
  private final Clock clock;
  private final HttpServer http;

  private IamServer(S3Key root, Identities identities, int port) throws IOException {
    this.root = root;
    this.identities = identities;
    this.clock = Clock.systemUTC();
    this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
  }

  /** Starts the server. Port 0 takes a free one. */
  public static IamServer start(S3Key root, Identities identities, int port) throws IOException {
    IamServer server = new IamServer(root, identities, port);
    server.http.createContext("/", server::handle);
    server.http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.http.start();
    return server;
  }

  public int port() {
    return http.getAddress().getPort();
  }

  @Override
  public void close() {
    http.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String action = "";
      try {
        String body =
            new String(
                exchange.getRequestBody().readNBytes(LARGEST_REQUEST), StandardCharsets.UTF_8);
        authenticate(exchange, body);
        Form form = Form.of(body);
        action = form.text("Action");
        answer(exchange, action, new IamActions(identities).act(form));
      } catch (IamException e) {
        refuse(exchange, e);
      } catch (RuntimeException e) {
        LOG.atError().addKeyValue("action", action).setCause(e).log("IAM request failed");
        refuse(exchange, new IamException(500, "ServiceFailure", "Look into the server's log."));
      }
    }
  }

  private void authenticate(HttpExchange exchange, String body) {
    String target = exchange.getRequestURI().toString();
    if (!exchange.getRequestMethod().equals("POST") || !target.equals("/")) {
      throw IamException.invalid(
          "Expected POST /, got %s %s.".formatted(exchange.getRequestMethod(), target));
    }
    NavigableMap<String, String> headers = new TreeMap<>();
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
    SignedRequest request = new SignedRequest(headers, body);
    String keyId = request.keyId();
    if (keyId.equals(root.id())) {
      request.check(root.secret(), "iam", clock.instant());
      return;
    }
    User user =
        identities
            .owner(keyId)
            .orElseThrow(() ->
                new IamException(403, "InvalidClientTokenId", "Expected a key of this server."));
    request.check(user.secret(keyId), "iam", clock.instant());
    throw new IamException(
        403,
        "AccessDenied",
        "User %s may do nothing here: expected the root key.".formatted(user.arn()));
  }

  private static void answer(HttpExchange exchange, String action, Consumer<Xml> result)
      throws IOException {
    Xml xml =
        new Xml()
            .root(
                action + "Response",
                NAMESPACE,
                response ->
                    response
                        .element(action + "Result", result)
                        .element(
                            "ResponseMetadata", meta -> meta.element("RequestId", requestId())));
    send(exchange, 200, xml);
  }

  private static void refuse(HttpExchange exchange, IamException refusal) throws IOException {
    Xml xml =
        new Xml()
            .root(
                "ErrorResponse",
                NAMESPACE,
                response ->
                    response
                        .element(
                            "Error",
                            error ->
                                error
                                    .element("Type", refusal.status() < 500 ? "Sender" : "Receiver")
                                    .element("Code", refusal.code())
                                    .element("Message", String.valueOf(refusal.getMessage())))
                        .element("RequestId", requestId()));
    send(exchange, refusal.status(), xml);
  }

  private static void send(HttpExchange exchange, int status, Xml xml) throws IOException {
    byte[] bytes = xml.toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/xml");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static String requestId() {
    return UUID.randomUUID().toString();
  }
}
