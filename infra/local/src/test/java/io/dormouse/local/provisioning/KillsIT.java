package io.dormouse.local.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.local.LocalServices;
import io.dormouse.local.kit.FreePorts;
import io.dormouse.local.provisioning.KillRun.Seen;
import io.dormouse.local.provisioning.Trap.Side;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real provisioner with the real servers, killed before and after every call that it makes to
 * S3, IAM and PostgreSQL.
 */
class KillsIT {

  @TempDir static Path folder;

  private static LocalServices services;

  @BeforeAll
  static void startServices() throws Exception {
    services =
        LocalServices.start(folder, LocalServices.BROKER, LocalServices.S3, LocalServices.POSTGRES);
  }

  @AfterAll
  static void endServices() throws Exception {
    services.close();
  }

  @Test
  void shouldEndWithExactlyOneOfEverythingWhereverItIsKilled() throws Exception {
    List<Integer> ports = FreePorts.find(2);
    Path logs = Path.of("target");
    try (KillRun before =
            new KillRun(services, Side.BEFORE, ports.get(0), logs.resolve("kills-before.log"));
        KillRun after =
            new KillRun(services, Side.AFTER, ports.get(1), logs.resolve("kills-after.log"));
        ExecutorService both = Executors.newFixedThreadPool(2)) {
      // The group of all tenants is made once for the whole server, so not by both at once.
      before.prepare();
      after.prepare();
      List<Callable<Seen>> runs = List.of(before::killAtEveryCall, after::killAtEveryCall);
      for (Future<Seen> run : both.invokeAll(runs)) {
        Seen seen = run.get();
        System.out.println("killed at every call: " + seen);
        assertThat(seen.toProvide()).isGreaterThan(10);
        assertThat(seen.toRemove()).isGreaterThan(5);
        assertThat(seen.halfWay()).isGreaterThan(20);
      }
    }
  }
}
