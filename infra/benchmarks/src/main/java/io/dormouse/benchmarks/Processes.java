package io.dormouse.benchmarks;

import io.dormouse.local.RunningSystem;
import io.dormouse.local.client.Unexpected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** CPU time and memory of a running system's programs, by their names. */
public record Processes(RunningSystem system) {

  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)$");
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");
  private static final long KIBI = 1024;

  public Duration cpu(String name) {
    return ProcessHandle.of(pid(name))
        .flatMap(process -> process.info().totalCpuDuration())
        .orElseThrow(() -> new Unexpected("Expected the CPU time of " + name));
  }

  /** The CPU time of each program over the next while, in percent of a core. */
  public Map<String, Double> cpuShares(List<String> names, Duration watch)
      throws InterruptedException {
    List<Duration> before = names.stream().map(this::cpu).toList();
    long begin = System.nanoTime();
    Thread.sleep(watch);
    double wall = System.nanoTime() - begin;
    Map<String, Double> shares = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      shares.put(names.get(i), cpu(names.get(i)).minus(before.get(i)).toNanos() / wall * 100);
    }
    return shares;
  }

  /** Bytes of memory that the program holds. */
  public long resident(String name) throws IOException {
    return number(RESIDENT, Files.readString(Path.of("/proc/" + pid(name) + "/status"))) * KIBI;
  }

  /** Bytes of the objects on the program's heap that are in use, after a collection. */
  public long live(String name) throws IOException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid(name)),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    return number(TOTAL, new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
  }

  private long pid(String name) {
    return system.stack().child(name).pid();
  }

  private static long number(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    Unexpected.unless(found.find(), "Expected a line like %s, but got %s", pattern, text);
    return Long.parseLong(found.group(1));
  }

  /** The bytes that a folder takes, without holes; files that vanish meanwhile take none. */
  public static long diskUse(Path folder) throws IOException {
    Process du = new ProcessBuilder("du", "-s", "-B1", folder.toString()).start();
    String said = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return Long.parseLong(said.split("\\s", 2)[0]);
  }
}
