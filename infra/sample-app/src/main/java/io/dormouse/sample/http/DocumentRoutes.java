package io.dormouse.sample.http;

import io.dormouse.sample.documents.Document;
import io.dormouse.sample.documents.DocumentName;
import io.dormouse.sample.documents.Documents;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The HTTP API of documents. */
record DocumentRoutes(Documents documents) {
  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
  private static final Pattern CONTENT_TYPE = Pattern.compile("[\\w.+-]+/[\\w.+-]+[ -~]{0,100}");

  void list(Exchange exchange) throws IOException {
    JsonArray all = new JsonArray();
    documents.list().forEach(document -> all.add(json(document)));
    exchange.answer(200, JSON, all.toBuffer());
  }

  void put(Exchange exchange, String encodedName) throws IOException {
    DocumentName name = decoded(encodedName);
    String type = contentType(exchange.header("Content-Type"));
    created(exchange, documents.store(name, type, exchange.body()));
  }

  /**
   * Stores the file of a form. A browser is sent back to the page; other clients get the document.
   */
  void upload(Exchange exchange) throws IOException {
    if (!exchange.isForm()) {
      throw Problem.badRequest(
          "Expected a multipart/form-data body with a file in the field 'file';"
              + " to send bare bytes, use PUT /documents/{name}.");
    }
    Upload upload = exchange.upload();
    Document document =
        documents.store(name(upload.fileName()), contentType(upload.contentType()), upload.bytes());
    if (exchange.header("Accept").contains("text/html")) {
      exchange.answer(303, Map.of("Location", "/"), Buffer.buffer());
    } else {
      created(exchange, document);
    }
  }

  void get(Exchange exchange, String encodedName) throws IOException {
    DocumentName name = decoded(encodedName);
    Document known = documents.find(name).orElseThrow(() -> unknown(name));
    if (isKnownToClient(exchange.header("If-None-Match"), known)) {
      exchange.answer(304, Map.of("ETag", etag(known)), Buffer.buffer());
    } else if (exchange.method().equals(HttpMethod.HEAD)) {
      Map<String, String> headers = headers(known);
      headers.put("Content-Length", Long.toString(known.size()));
      exchange.answer(200, headers, Buffer.buffer());
    } else {
      try (Documents.Opened opened = documents.open(name).orElseThrow(() -> unknown(name))) {
        exchange.stream(headers(opened.document()), opened.document().size(), opened.bytes());
      }
    }
  }

  void delete(Exchange exchange, String encodedName) throws IOException {
    DocumentName name = decoded(encodedName);
    if (!documents.delete(name)) {
      throw unknown(name);
    }
    exchange.answer(204, Map.of(), Buffer.buffer());
  }

  private static void created(Exchange exchange, Document document) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>(JSON);
    headers.put("Location", "/documents/" + encoded(document.name()));
    exchange.answer(201, headers, json(document).toBuffer());
  }

  /**
   * Headers that keep a browser from running a file, since files have the same origin as the page.
   */
  private static Map<String, String> headers(Document document) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", document.contentType());
    headers.put("ETag", etag(document));
    headers.put("Cache-Control", "no-cache");
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Content-Security-Policy", "sandbox");
    return headers;
  }

  private static String etag(Document document) {
    return '"' + document.sha256() + '"';
  }

  private static boolean isKnownToClient(String ifNoneMatch, Document document) {
    return Arrays.stream(ifNoneMatch.split(",", -1))
        .map(String::strip)
        .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
        .anyMatch(tag -> tag.equals("*") || tag.equals(etag(document)));
  }

  private static DocumentName decoded(String encodedName) {
    String decoded;
    try {
      decoded = URLDecoder.decode(encodedName.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw Problem.badRequest(
          "Expected a percent-encoded document name like 'report%%201.pdf', but got '%s'."
              .formatted(encodedName));
    }
    return name(decoded);
  }

  static String encoded(DocumentName name) {
    return URLEncoder.encode(name.value(), StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static DocumentName name(String name) {
    try {
      return new DocumentName(name);
    } catch (IllegalArgumentException invalid) {
      throw Problem.badRequest(String.valueOf(invalid.getMessage()));
    }
  }

  private static String contentType(String given) {
    if (given.isBlank()) {
      return "application/octet-stream";
    }
    if (!CONTENT_TYPE.matcher(given).matches()) {
      throw Problem.badRequest(
          "Expected a Content-Type like text/plain, but got '%s'.".formatted(given));
    }
    return given;
  }

  private static Problem unknown(DocumentName name) {
    return Problem.notFound(
        "There is no document '%s'; GET /documents lists them.".formatted(name));
  }

  private static JsonObject json(Document document) {
    return new JsonObject()
        .put("name", document.name().value())
        .put("size", document.size())
        .put("sha256", document.sha256())
        .put("contentType", document.contentType())
        .put("createdAt", document.createdAt().toString());
  }
}
