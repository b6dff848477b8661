package io.dormouse.kit.topics;

import io.dormouse.language.topics.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates missing topics and checks existing ones; every program does so when it starts. */
public final class TopicSetup {

  private static final Logger LOG = LoggerFactory.getLogger(TopicSetup.class);

  private static final Duration UNKNOWN_FOR_AT_MOST = Duration.ofSeconds(10);
  private static final Duration ASK_AGAIN_AFTER = Duration.ofMillis(20);

  private static final int CLIENT_TIMEOUT_MS = 5000;

  private final Admin admin;
  private final KafkaSettings kafka;

  public TopicSetup(Admin admin, KafkaSettings kafka) {
    this.admin = admin;
    this.kafka = kafka;
  }

  /**
   * Ensures the topics with a client of its own, and tries again every second while no broker
   * answers.
   *
   * @return false if it was told to give up before
   * @throws TopicSettingsException as {@link #ensure} does
   */
  public static boolean await(KafkaSettings kafka, CountDownLatch giveUp)
      throws InterruptedException {
    do {
      Admin client = Admin.create(client(kafka));
      try {
        new TopicSetup(client, kafka).ensure();
        return true;
      } catch (KafkaException e) {
        LOG.atWarn()
            .setMessage("no broker answers yet, will try again")
            .addKeyValue("bootstrap_servers", kafka.bootstrapServers())
            .addKeyValue("reason", e.getMessage())
            .log();
      } finally {
        client.close(Duration.ZERO);
      }
    } while (!giveUp.await(1, TimeUnit.SECONDS));
    return false;
  }

  private static Map<String, Object> client(KafkaSettings kafka) {
    return Map.of(
        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
        kafka.bootstrapServers(),
        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
        CLIENT_TIMEOUT_MS,
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
        CLIENT_TIMEOUT_MS);
  }

  /**
   * Returns when all topics exist with the right settings.
   *
   * @throws TopicSettingsException if one has another setting or number of partitions; nothing is
   *     changed or created then
   * @throws org.apache.kafka.common.KafkaException if the broker does not answer
   */
  public void ensure() throws InterruptedException {
    Set<String> present = get(admin.listTopics().names());
    Map<Boolean, List<Topic>> byPresence =
        Stream.of(Topic.values())
            .collect(Collectors.partitioningBy(topic -> present.contains(kafka.name(topic))));
    check(byPresence.getOrDefault(true, List.of()));
    List<Topic> missing = byPresence.getOrDefault(false, List.of());
    create(missing);
    check(missing);
  }

  private void create(List<Topic> missing) throws InterruptedException {
    List<NewTopic> topics = missing.stream().map(this::toCreate).toList();
    for (KafkaFuture<Void> created : admin.createTopics(topics).values().values()) {
      try {
        get(created);
      } catch (TopicExistsException e) {
        LOG.atDebug().setMessage("another program created a topic first").log();
      }
    }
  }

  private NewTopic toCreate(Topic topic) {
    return new NewTopic(
            kafka.name(topic), kafka.partitions(topic), (short) kafka.replicationFactor())
        .configs(topic.settings());
  }

  /** Asks again while the broker does not know topics that were created a moment ago. */
  private void check(List<Topic> topics) throws InterruptedException {
    long end = System.nanoTime() + UNKNOWN_FOR_AT_MOST.toNanos();
    while (true) {
      try {
        compare(topics.stream().collect(Collectors.toMap(kafka::name, Function.identity())));
        return;
      } catch (UnknownTopicOrPartitionException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        Thread.sleep(ASK_AGAIN_AFTER);
      }
    }
  }

  private void compare(Map<String, Topic> topics) throws InterruptedException {
    Map<String, TopicDescription> found =
        get(admin.describeTopics(topics.keySet()).allTopicNames());
    Map<ConfigResource, Config> configs =
        get(
            admin
                .describeConfigs(
                    topics.keySet().stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList())
                .all());
    List<String> wrong = new ArrayList<>();
    topics.forEach((name, topic) -> {
      int partitions = Objects.requireNonNull(found.get(name)).partitions().size();
      Config config =
          Objects.requireNonNull(configs.get(new ConfigResource(ConfigResource.Type.TOPIC, name)));
      compare(wrong, name, "partitions", "" + kafka.partitions(topic), "" + partitions);
      topic
          .settings()
          .forEach((key, expected) -> compare(wrong, name, key, expected, value(config, key)));
    });
    if (!wrong.isEmpty()) {
      throw new TopicSettingsException(String.join(" ", wrong.stream().sorted().toList()));
    }
  }

  private static String value(Config config, String key) {
    ConfigEntry entry = config.get(key);
    return entry == null ? "nothing" : entry.value();
  }

  private static void compare(
      List<String> wrong, String topic, String setting, String expected, String found) {
    if (!expected.equals(found)) {
      wrong.add(
          "The topic %s has %s = %s. Expected %s; change it there or in the settings."
              .formatted(topic, setting, found, expected));
    }
  }

  private static <T> T get(KafkaFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException(e);
    }
  }
}
