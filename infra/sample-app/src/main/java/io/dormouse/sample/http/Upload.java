package io.dormouse.sample.http;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.CompletableFuture;

/**
 * A file of a browser's form.
 *
 * @param fileName as the browser sent it, unchecked
 */
record Upload(String fileName, String contentType, BodyStream bytes) {
  static final String FIELD = "file";

  /**
   * Completes with the first file of the form's field {@value FIELD}, whose bytes are still to be
   * read, or with a {@link Problem} if the form has none. To be called on the request's context.
   */
  static CompletableFuture<Upload> expect(HttpServerRequest request, Context context) {
    CompletableFuture<Upload> first = new CompletableFuture<>();
    request.setExpectMultipart(true);
    request.uploadHandler(file -> {
      if (first.isDone() || !file.name().equals(FIELD)) {
        file.handler(ignored -> {});
        return;
      }
      file.pause();
      first.complete(of(file, context));
    });
    request.exceptionHandler(cause ->
        first.completeExceptionally(
            new ClientGoneException("The form ended before its file", cause)));
    request.endHandler(end ->
        first.completeExceptionally(
            Problem.badRequest("Expected a form with a file in the field 'file'.")));
    return first;
  }

  private static Upload of(HttpServerFileUpload file, Context context) {
    return new Upload(file.filename(), file.contentType(), new BodyStream(file, context));
  }
}
