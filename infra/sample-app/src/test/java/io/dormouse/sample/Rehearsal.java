package io.dormouse.sample;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Runs the app as a child process through one life with a real S3 server and a real PostgreSQL.
 *
 * <p>From such a life, in {@code build-image}, the JVM learns the classes for its archive. With a
 * number greater than one it also prints the time of a start. Arguments: the number of lives, and
 * the command that starts the app.
 */
final class Rehearsal {
  private record Start(Duration ready, Duration work) {}

  private Rehearsal() {}

  public static void main(String[] arguments) throws Exception {
    int lives = Integer.parseInt(arguments[0]);
    List<String> command = List.of(arguments).subList(1, arguments.length);
    long[] ready = new long[lives];
    long[] work = new long[lives];
    try (CloudServices services = CloudServices.start()) {
      services.createBucket("rehearsal");
      for (int life = 0; life < lives; life++) {
        Start start = live(command, services.environment("rehearsal", "rehearsal"));
        ready[life] = start.ready().toMillis();
        work[life] = start.work().toMillis();
      }
    }
    print("ready after", ready);
    print("processor time until then", work);
  }

  private static void print(String what, long[] millis) {
    Arrays.sort(millis);
    System.out.printf(
        "%s: %d ms (median of %d, least %d, most %d)%n",
        what, millis[millis.length / 2], millis.length, millis[0], millis[millis.length - 1]);
  }

  private static Start live(List<String> command, Map<String, String> environment)
      throws Exception {
    int port = freePort();
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().putAll(environment);
    builder.environment().putAll(Map.of("PORT", Integer.toString(port), "BIND", "127.0.0.1"));
    try (AppClient client = new AppClient(port)) {
      client.health();
      Process process = builder.start();
      try {
        Start start =
            new Start(
                client.awaitHealthy(), process.info().totalCpuDuration().orElse(Duration.ZERO));
        use(client);
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
          throw new IllegalStateException("Expected the app to end with 0 after SIGTERM");
        }
        return start;
      } finally {
        process.destroyForcibly();
      }
    }
  }

  private static void use(AppClient client) throws Exception {
    byte[] content = new byte[3_000_000];
    expect(201, client.put("/documents/rehearsal.bin", content).statusCode());
    expect(201, client.put("/documents/rehearsal.bin", content).statusCode());
    expect(303, client.postForm("file", "form.bin", content, "text/html").statusCode());
    expect(200, client.get("/").statusCode());
    expect(200, client.get("/whoami").statusCode());
    expect(2, client.documents().size());
    expect(content.length, client.get("/documents/rehearsal.bin").body().length);
    expect(204, client.delete("/documents/rehearsal.bin").statusCode());
    expect(204, client.delete("/documents/form.bin").statusCode());
    expect(404, client.get("/documents/rehearsal.bin").statusCode());
    echo(client);
  }

  private static void echo(AppClient client) throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    WebSocket socket =
        client.socket(
            "/echo",
            new WebSocket.Listener() {
              @Override
              public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                answer.complete(data.toString());
                return CompletableFuture.completedStage(null);
              }
            });
    socket.sendText("hello", true).get(10, TimeUnit.SECONDS);
    expect(5, answer.get(10, TimeUnit.SECONDS).length());
    socket.abort();
  }

  private static void expect(int expected, int actual) {
    if (expected != actual) {
      throw new IllegalStateException("Expected " + expected + ", but got " + actual);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
