package io.dormouse.local.service;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.ObjectName;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * The repair before a killed broker starts again. In the metadata it is still the leader of its
 * partitions. If it started like that, its transaction coordinator would begin to end open
 * transactions, and drop their markers for good when the controller fences the earlier
 * registration. No reader would ever pass such a transaction. So the controller runs alone first,
 * until it has fenced the killed broker.
 */
final class KilledBroker {

  /** The file that Kafka writes when a broker ends, and removes at the next start. */
  private static final String CLEAN_END = ".kafka_cleanshutdown";

  private static final Duration MISSED_AFTER = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration GLANCE = Duration.ofMillis(20);

  private KilledBroker() {}

  /** True if the broker that used the directory did not end by itself. */
  static boolean used(Path data) {
    return !Files.exists(data.resolve(CLEAN_END));
  }

  /**
   * Returns when the broker is fenced, or was not registered within ten seconds: then it leads
   * nothing.
   *
   * @param settings the settings of the broker's next start
   * @param listener the controller's address, one of the settings' listeners
   */
  static void fence(Map<String, String> settings, String listener)
      throws JMException, InterruptedException {
    Map<String, String> alone = new HashMap<>(settings);
    alone.put("process.roles", "controller");
    alone.put("listeners", listener);
    alone.put("broker.session.timeout.ms", Long.toString(MISSED_AFTER.toMillis()));
    alone.put("broker.heartbeat.interval.ms", Long.toString(MISSED_AFTER.toMillis() / 2));
    KafkaRaftServer controller = new KafkaRaftServer(new KafkaConfig(alone), Time.SYSTEM);
    controller.startup();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (fencedBrokers() == 0 && System.nanoTime() < deadline) {
      Thread.sleep(GLANCE);
    }
    controller.shutdown();
    controller.awaitShutdown();
  }

  private static int fencedBrokers() throws JMException {
    try {
      return (Integer)
          ManagementFactory.getPlatformMBeanServer()
              .getAttribute(
                  new ObjectName("kafka.controller:type=KafkaController,name=FencedBrokerCount"),
                  "Value");
    } catch (InstanceNotFoundException notYet) {
      return 0;
    }
  }
}
