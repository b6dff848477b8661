package io.dormouse.local.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The file in which a PostgreSQL server keeps its process id. */
record PostmasterFile(Path path) {

  private static final int SECONDS_TO_END = 10;

  /** The server's process, if one runs on this data. */
  Optional<ProcessHandle> process() {
    try (var lines = Files.lines(path)) {
      return lines
          .findFirst()
          .map(String::strip)
          .map(Long::parseLong)
          .flatMap(ProcessHandle::of)
          .filter(ProcessHandle::isAlive)
          .filter(process -> process.info().command().orElse("").endsWith("/postgres"));
    } catch (IOException | NumberFormatException none) {
      return Optional.empty();
    }
  }

  /** Ends a server that outlived the process that started it, with its clients' connections. */
  static void end(ProcessHandle server) {
    try {
      new ProcessBuilder("kill", "-INT", Long.toString(server.pid())).inheritIO().start().waitFor();
      server.onExit().get(SECONDS_TO_END, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(
          "an older PostgreSQL (pid " + server.pid() + ") still runs on this data; end it", e);
    }
  }
}
