package io.dormouse.benchmarks;

import io.dormouse.local.Story;
import io.dormouse.local.UpMain;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The program behind {@code infra/bench}: starts a whole system with data of its own, measures, and
 * ends it. Exits 0 when it measured, whatever came out.
 */
public final class BenchmarksMain {

  private static final int BAD_ARGUMENTS = 2;

  private BenchmarksMain() {}

  /**
   * Arguments: the benchmark's name, then {@code --runs N} ({@code --count N}) or {@code --driver
   * NAME}.
   */
  public static void main(String[] args) throws Exception {
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    try {
      Arguments arguments = Arguments.parse(List.of(args));
      if (arguments.name() == Arguments.Name.ROUTES) {
        System.exit(new RoutesBenchmark(arguments.runs().orElse(999_999), repository()).run());
      }
      System.exit(UpMain.play(upArguments(arguments), story(arguments)));
    } catch (IllegalArgumentException e) {
      System.err.println("infra/bench: " + e.getMessage());
      System.exit(BAD_ARGUMENTS);
    }
  }

  private static Story story(Arguments arguments) {
    return switch (arguments.name()) {
      case WAKE -> new WakeBenchmark(arguments.runs().orElse(50));
      case SIGNUP -> new SignUpBenchmark(arguments.runs().orElse(200));
      case HOP -> new HopBenchmark(arguments.runs().orElse(500));
      case ROUTES -> throw new IllegalStateException("Expected a benchmark of a whole system.");
    };
  }

  private static List<String> upArguments(Arguments arguments) throws IOException {
    Path repository = repository();
    List<String> up = new ArrayList<>();
    up.addAll(List.of("--fresh", "--data", repository.resolve(".dormouse/bench").toString()));
    for (String option : List.of("--api-port", "--edge-port", "--kafka-port")) {
      up.addAll(List.of(option, Integer.toString(freePort())));
    }
    arguments.driver().ifPresent(driver -> up.addAll(List.of("--driver", driver)));
    return up;
  }

  private static Path repository() throws IOException {
    return Path.of(System.getProperty("dormouse.repository", ".")).toRealPath();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
