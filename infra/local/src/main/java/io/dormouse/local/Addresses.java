package io.dormouse.local;

import io.dormouse.local.service.Databases;
import io.dormouse.local.settings.LocalSettings;
import io.dormouse.local.supervision.Child;
import java.net.URI;
import java.util.stream.Collectors;

/** The table of addresses that a person needs. */
record Addresses(RunningSystem system) {

  /** The API that the command line asks by default. */
  private static final URI USUAL = URI.create("http://127.0.0.1:7070");

  @Override
  public String toString() {
    LocalSettings settings = system.settings();
    return """

      API        %s (infra/dormouse %s), without keys: open to whoever is on this machine
      edge       http://INSTANCE.localhost:%d
      Kafka      %s
      S3         %s (users are made at %s)
      Postgres   %s, role %s
      data       %s (logs/, and the credentials in %s)
      driver     %s: %s
      processes  %s
    """
        .formatted(
            settings.api(),
            settings.api().equals(USUAL) ? "status" : "--api " + settings.api() + " status",
            settings.ports().edge(),
            settings.kafka(),
            settings.s3(),
            settings.iam(),
            settings.database(),
            Databases.PROVISIONER,
            settings.data().root(),
            settings.data().secrets().getFileName(),
            settings.driver().kind().flag(),
            settings.driver().why(),
            system.stack().children().stream()
                .map(Addresses::process)
                .collect(Collectors.joining(", ")));
  }

  private static String process(Child child) {
    return child.program().name() + " " + child.pid();
  }
}
