package io.dormouse.local.supervision;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts processes into a terminal session of their own, so that Ctrl-C reaches the supervisor only,
 * which then ends the others in order. Where the system has no {@code setsid}, they stay in the
 * supervisor's session, and Ctrl-C reaches all at once.
 */
final class Session {

  private static final List<Path> SETSID =
      List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));

  private Session() {}

  static ProcessBuilder own(List<String> command) {
    List<String> whole = new ArrayList<>();
    SETSID.stream()
        .filter(Files::isExecutable)
        .findFirst()
        .ifPresent(setsid -> whole.add(setsid.toString()));
    whole.addAll(command);
    return new ProcessBuilder(whole);
  }
}
