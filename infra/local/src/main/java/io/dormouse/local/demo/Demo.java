package io.dormouse.local.demo;

import io.dormouse.local.RunningSystem;
import io.dormouse.local.Story;
import io.dormouse.local.client.ControlClient;
import io.dormouse.local.client.TenantClient;
import io.dormouse.local.data.Secrets;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** The story of a tenant and its neighbour: sign-up, sleep, crashes and wakes, its history. */
public final class Demo implements Story {

  /** A step of the story. */
  private record Step(String title, Callable<String> action) {}

  @Override
  public int play(RunningSystem system) throws Exception {
    // A tenant is addressed by host name, even if the machine resolves no names under localhost.
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return play(
          new Steps(
              new ControlClient(http, system.settings().api()),
              new ControlClient(http, system.settings().edgeAdmin()),
              tenant -> new TenantClient(http, system.settings().edge(), tenant + ".localhost"),
              new TenantResources(
                  system.settings(), Secrets.read(system.settings().data().secrets())),
              system));
    }
  }

  private static int play(Steps steps) {
    List<Step> story =
        List.of(
            new Step("sign up acme and zebra for the blueprint notes", steps::signUp),
            new Step("look at the resources of each", steps::ownPlaces),
            new Step("open acme's page in a browser", steps::waitingPage),
            new Step("try acme's credentials on zebra's resources", steps::keptOut),
            new Step("upload a file, download it", steps::uploadAndDownload),
            new Step("leave it alone", steps::fallAsleep),
            new Step("get the file as an API client", steps::wakeByRequest),
            new Step("50 requests at once to a sleeper", steps::fiftyAtOnce),
            new Step("hold a WebSocket open past the idle time", steps::webSocket),
            new Step("kill -9 the streams app during a wake", steps::killStreamsApp),
            new Step("kill -9 the host agent while it runs", steps::killHostAgent),
            new Step(
                "stop Kafka and the streams app, and kill -9 the edge", steps::withoutTheBrain),
            new Step("kill one of two replicas under load", steps::loseAReplica),
            new Step("lose a second host with two tenants", steps::loseAHost),
            new Step("read acme's history", steps::history),
            new Step(
                "fold the whole log and compare it with the stores", steps::compareLogAndStores));
    long began = System.nanoTime();
    for (int i = 0; i < story.size(); i++) {
      if (!play(i + 1, story.get(i))) {
        return 1;
      }
    }
    System.out.printf(
        Locale.ROOT, "%nthe story went well in %.1f s%n", (System.nanoTime() - began) / 1e9);
    return 0;
  }

  private static boolean play(int number, Step step) {
    System.out.printf(Locale.ROOT, "%n%2d  %s%n", number, step.title());
    long began = System.nanoTime();
    try {
      String seen = step.action().call();
      System.out.printf(
          Locale.ROOT, "    ok, %.2f s: %s%n", (System.nanoTime() - began) / 1e9, seen);
      return true;
    } catch (Exception e) {
      System.out.printf(
          Locale.ROOT, "    FAILED, %.2f s: %s%n", (System.nanoTime() - began) / 1e9, e);
      return false;
    }
  }
}
