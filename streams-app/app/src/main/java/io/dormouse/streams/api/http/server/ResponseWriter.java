package io.dormouse.streams.api.http.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.streams.api.http.Response;
import io.dormouse.streams.api.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** Sends whole responses, on the event loop. */
record ResponseWriter(Connections connections) {

  /** Sends the response; not if the client is gone, or has one already. */
  void write(HttpServerRequest request, Response answer) {
    HttpServerResponse response = request.response();
    if (response.closed() || response.ended()) {
      sent(answer);
      return;
    }
    response
        .setStatusCode(answer.status())
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Content-Type-Options", "nosniff");
    if (!answer.contentType().isEmpty()) {
      response.putHeader("Content-Type", answer.contentType());
    }
    answer.headers().forEach(response::putHeader);
    Buffer body = Buffer.buffer();
    Buffer content = bytes(answer.content());
    if (content != null) {
      response.putHeader("Content-Length", Integer.toString(content.length()));
      if (!request.method().equals(HttpMethod.HEAD)) {
        body = content;
      }
    }
    boolean last = "close".equals(answer.headers().get("Connection"));
    connections.answering(request, body.length());
    response
        .end(body)
        .onComplete(done -> {
          sent(answer);
          connections.answered(request);
          if (last) {
            request.connection().close();
          }
        });
  }

  private static void sent(Response answer) {
    if (answer.content() instanceof Response.Content.BufferContent large) {
      large.sent().run();
    }
  }

  private static @Nullable Buffer bytes(Response.Content content) {
    return switch (content) {
      case Response.Content.JsonContent(JsonNode value) -> Buffer.buffer(Json.write(value));
      case Response.Content.TextContent(String text) -> Buffer.buffer(text);
      case Response.Content.BufferContent large -> large.bytes();
      case Response.Content.NoContent none -> null;
      case Response.Content.EventContent events -> null;
      case Response.Content.LineContent lines -> null;
    };
  }
}
