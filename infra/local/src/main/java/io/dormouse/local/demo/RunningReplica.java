package io.dormouse.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.local.client.Unexpected;
import io.dormouse.local.settings.LocalSettings;
import java.io.IOException;

/**
 * A replica that runs.
 *
 * @param whoami its own words about itself
 * @param view the brain's words about it
 */
record RunningReplica(JsonNode whoami, JsonNode view) {

  /** Index of the replica that answered, such as 1 of {@code pair.1}. */
  static int index(JsonNode whoami) {
    String replica = whoami.path("replica").asText();
    return Integer.parseInt(replica.substring(replica.lastIndexOf('.') + 1));
  }

  int index() {
    return index(whoami);
  }

  String host() {
    return view.path("host").asText();
  }

  long generation() {
    return view.path("generation").asLong();
  }

  /** Kills it as {@code kill -9} does. */
  void kill(LocalSettings settings) throws IOException, InterruptedException {
    if (!settings.usesDocker()) {
      ProcessHandle.of(whoami.path("pid").asLong()).ifPresent(ProcessHandle::destroyForcibly);
      return;
    }
    String container =
        "dormouse-%s-%s-g%d".formatted(host(), whoami.path("replica").asText(), generation());
    int exit =
        new ProcessBuilder("docker", "kill", container)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    Unexpected.unless(
        exit == 0, "Expected docker to kill %s, but it ended with %d", container, exit);
  }
}
