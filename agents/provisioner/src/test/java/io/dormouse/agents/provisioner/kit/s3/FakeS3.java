package io.dormouse.agents.provisioner.kit.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Executors;

/**
 * An S3 server in memory that is as strict as AWS where other servers are lenient: listings are XML
 * 1.0, in which a key that XML cannot carry breaks the answer unless {@code encoding-type=url} was
 * asked for; a batch of deletes must be well-formed; a bucket must be empty to be deleted. Set
 * failures come before its own answers. Contents of objects are texts.
 */
public final class FakeS3 implements AutoCloseable {

  private record S3Fault(String request, int status, String code, String message) {}

  private final HttpServer http;
  private final Map<String, FakeBucket> buckets = new TreeMap<>();
  private final List<S3Fault> faults = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();
  private final int pageSize;

  /**
   * @param pageSize of all listings
   */
  public FakeS3(int pageSize) {
    this.pageSize = pageSize;
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

  /**
   * Makes the next requests fail that are the one given, or that begin with it if it has a query.
   */
  public synchronized void fail(
      int times, String request, int status, String code, String message) {
    for (int i = 0; i < times; i++) {
      faults.add(new S3Fault(request, status, code, message));
    }
  }

  /** All requests, each as method and raw path with query. */
  public synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  public synchronized List<String> bucketNames() {
    return List.copyOf(buckets.keySet());
  }

  /** The keys of a bucket's current objects. */
  public synchronized List<String> keys(String bucket) {
    return Objects.requireNonNull(buckets.get(bucket), bucket).currentKeys();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (exchange.getRequestHeaders().containsKey("x-amz-decoded-content-length")) {
        body = withoutChunks(body);
      }
      S3Response answer = answer(exchange, new String(body, StandardCharsets.UTF_8));
      byte[] content = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/xml");
      boolean head = exchange.getRequestMethod().equals("HEAD");
      boolean empty = content.length == 0 || head;
      exchange.sendResponseHeaders(answer.status(), empty ? -1 : content.length);
      if (!empty) {
        exchange.getResponseBody().write(content);
      }
    }
  }

  /**
   * The content of signed chunks, each of which has its length in hex, a signature, and line ends.
   */
  private static byte[] withoutChunks(byte[] body) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    String text = new String(body, StandardCharsets.ISO_8859_1);
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf("\r\n", at);
      int length = Integer.parseInt(text.substring(at, end).split(";")[0], 16);
      if (length == 0) {
        break;
      }
      content.write(body, end + 2, length);
      at = end + 2 + length + 2;
    }
    return content.toByteArray();
  }

  record S3Response(int status, String body) {

    static S3Response error(int status, String code, String message) {
      return new S3Response(
          status,
          "<Error><Code>%s</Code><Message>%s</Message><RequestId>1</RequestId></Error>"
              .formatted(code, message));
    }
  }

  private synchronized S3Response answer(HttpExchange exchange, String body) {
    String method = exchange.getRequestMethod();
    String raw = exchange.getRequestURI().toString();
    String request = method + " " + raw;
    requests.add(request);
    for (S3Fault fault : faults) {
      boolean meant =
          fault.request().contains("?")
              ? request.startsWith(fault.request())
              : request.equals(fault.request());
      if (meant) {
        faults.remove(fault);
        return S3Response.error(fault.status(), fault.code(), fault.message());
      }
    }
    String path = raw.split("\\?", 2)[0].substring(1);
    Map<String, String> query = query(raw);
    int slash = path.indexOf('/');
    String name = slash < 0 ? path : path.substring(0, slash);
    String key = slash < 0 ? "" : decoded(path.substring(slash + 1).replace("+", "%2B"));
    if (name.isEmpty()) {
      return listBuckets();
    }
    FakeBucket bucket = buckets.get(name);
    if (bucket == null && !method.equals("PUT")) {
      return S3Response.error(404, "NoSuchBucket", "no such bucket");
    }
    if (key.isEmpty()) {
      return ofBucket(method, name, query, body);
    }
    return bucket == null
        ? S3Response.error(404, "NoSuchBucket", "no such bucket")
        : bucket.ofObject(method, key, query, body);
  }

  private S3Response ofBucket(String method, String name, Map<String, String> query, String body) {
    FakeBucket bucket = buckets.get(name);
    if (method.equals("PUT") && query.isEmpty()) {
      buckets.putIfAbsent(name, new FakeBucket(pageSize));
      return new S3Response(200, "");
    }
    if (bucket == null) {
      return S3Response.error(404, "NoSuchBucket", "no such bucket");
    }
    if (method.equals("DELETE") && query.isEmpty()) {
      if (!bucket.isEmpty()) {
        return S3Response.error(409, "BucketNotEmpty", "not empty");
      }
      buckets.remove(name);
      return new S3Response(204, "");
    }
    return bucket.ofBucket(method, query, body);
  }

  private S3Response listBuckets() {
    StringBuilder all = new StringBuilder("<ListAllMyBucketsResult><Buckets>");
    buckets.keySet().forEach(name -> all.append("<Bucket><Name>" + name + "</Name></Bucket>"));
    return new S3Response(200, all + "</Buckets></ListAllMyBucketsResult>");
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new TreeMap<>();
    String[] parts = raw.split("\\?", 2);
    if (parts.length == 2 && !parts[1].isEmpty()) {
      for (String pair : parts[1].split("&")) {
        String[] both = pair.split("=", 2);
        query.put(decoded(both[0]), both.length == 2 ? decoded(both[1]) : "");
      }
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
