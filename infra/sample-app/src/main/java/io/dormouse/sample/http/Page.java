package io.dormouse.sample.http;

import io.dormouse.sample.documents.Document;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The HTML page: the instance, its documents, and a form to add one. */
final class Page {
  static final Map<String, String> HEADERS =
      Map.of("Content-Type", "text/html; charset=utf-8", "Cache-Control", "no-store");
  private static final List<String> UNITS = List.of("bytes", "kB", "MB", "GB", "TB");

  private final String template;

  Page(Whoami whoami) {
    this.template =
        resource("page.html")
            .replace("{{instance}}", escaped(whoami.identity().instance()))
            .replace("{{replica}}", escaped(whoami.identity().replica()))
            .replace("{{generation}}", Long.toString(whoami.identity().generation()))
            .replace("{{pid}}", Long.toString(whoami.pid()))
            .replace("{{startedAt}}", whoami.startedAt().toString());
  }

  Buffer of(List<Document> documents) {
    String rows =
        documents.isEmpty()
            ? "<tr><td colspan=\"4\" class=\"empty\">No document yet.</td></tr>"
            : documents.stream().map(Page::row).collect(Collectors.joining("\n"));
    return Buffer.buffer(template.replace("{{rows}}", rows));
  }

  private static String row(Document document) {
    return """
    <tr><td><a href="/documents/%s">%s</a></td><td>%s</td><td><code title="%s">%s</code></td><td>%s</td></tr>\
    """
        .formatted(
            DocumentRoutes.encoded(document.name()),
            escaped(document.name().value()),
            readable(document.size()),
            document.sha256(),
            document.sha256().substring(0, 12),
            document.createdAt());
  }

  private static String readable(long size) {
    double value = size;
    int unit = 0;
    while (value >= 1000 && unit < UNITS.size() - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, UNITS.get(unit));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static String resource(String name) {
    try (InputStream bytes = Page.class.getResourceAsStream(name)) {
      if (bytes == null) {
        throw new IllegalStateException("Expected " + name + " in the jar of the app");
      }
      return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
