package io.dormouse.kit.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.language.topics.Topic;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

class TopicSetupTest {

  private static EmbeddedBroker broker;
  private static Admin admin;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.start();
    admin = new TopicFixture(broker, "").admin();
  }

  @AfterAll
  static void stop() {
    admin.close();
    broker.close();
  }

  @Test
  void shouldCreateEveryTopicWithItsSettings() throws Exception {
    KafkaSettings kafka = new KafkaSettings(broker.bootstrapServers(), "fresh.", 3, 2, 1);
    new TopicSetup(admin, kafka).ensure();
    assertThat(present("fresh."))
        .containsExactlyInAnyOrder(
            Stream.of(Topic.values()).map(kafka::name).toArray(String[]::new));
    assertThat(settingsOf("fresh.instance-events"))
        .containsEntry("cleanup.policy", "delete")
        .containsEntry("retention.ms", "-1")
        .containsEntry("message.timestamp.type", "LogAppendTime");
    assertThat(settingsOf("fresh.instances"))
        .containsEntry("cleanup.policy", "compact")
        .containsEntry("segment.bytes", "16777216")
        .containsEntry("max.compaction.lag.ms", "1800000");
    assertThat(settingsOf("fresh.instance-commands")).containsEntry("retention.ms", "604800000");
    assertThat(partitionsOf("fresh.host-commands")).isEqualTo(3);
    assertThat(partitionsOf("fresh.placement")).isEqualTo(2);
    assertThat(partitionsOf("fresh.blueprints")).isEqualTo(1);
  }

  @Test
  void shouldChangeNothingWhenAllIsThere() throws Exception {
    KafkaSettings kafka = broker.kafkaSettings("again.");
    new TopicSetup(admin, kafka).ensure();
    Map<String, Object> before = everything("again.");
    new TopicSetup(admin, kafka).ensure();
    assertThat(everything("again.")).isEqualTo(before);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void shouldWaitForABrokerUntilItIsToldToGiveUp() throws Exception {
    CountDownLatch giveUp = new CountDownLatch(1);
    KafkaSettings nobody = new KafkaSettings("127.0.0.1:1", "nobody.", 1, 1, 1);
    CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> await(nobody, giveUp));
    assertThatThrownBy(() -> waiting.get(7, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);

    giveUp.countDown();

    assertThat(waiting.get(10, TimeUnit.SECONDS)).isFalse();
    KafkaSettings kafka = broker.kafkaSettings("awaited.");
    assertThat(TopicSetup.await(kafka, giveUp)).isTrue();
    assertThat(present("awaited.")).hasSize(Topic.values().length);
  }

  private static boolean await(KafkaSettings kafka, CountDownLatch giveUp) {
    try {
      return TopicSetup.await(kafka, giveUp);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldCreateOnlyWhatIsMissing() throws Exception {
    KafkaSettings kafka = broker.kafkaSettings("some.");
    new TopicFixture(broker, "some.").with(Topic.INSTANCES, Topic.DOMAINS);
    Map<String, Object> before = everything("some.");
    new TopicSetup(admin, kafka).ensure();
    assertThat(present("some.")).hasSize(Topic.values().length);
    assertThat(everything("some.")).containsAllEntriesOf(before);
  }

  @RepeatedTest(3)
  void shouldLetTwoProgramsStartAtOnce(RepetitionInfo repetition) throws Exception {
    String prefix = "race-%d.".formatted(repetition.getCurrentRepetition());
    CyclicBarrier start = new CyclicBarrier(2);
    try (ExecutorService programs = Executors.newFixedThreadPool(2)) {
      List<Future<?>> all =
          Stream.<Runnable>generate(() -> () -> setUpAtOnce(prefix, start))
              .limit(2)
              .<Future<?>>map(programs::submit)
              .toList();
      for (Future<?> one : all) {
        assertThatCode(one::get).doesNotThrowAnyException();
      }
    }
    assertThat(present(prefix)).hasSize(Topic.values().length);
  }

  private static void setUpAtOnce(String prefix, CyclicBarrier start) {
    try (Admin own = new TopicFixture(broker, prefix).admin()) {
      start.await();
      new TopicSetup(own, broker.kafkaSettings(prefix)).ensure();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldNameTheTopicAndTheSettingThatDiffersAndChangeNothing() throws Exception {
    create(
        new NewTopic("kept.instances", 4, (short) 1)
            .configs(Map.of("cleanup.policy", "delete", "retention.ms", "1000")));
    Map<String, Object> before = everything("kept.");
    assertThatThrownBy(() -> new TopicSetup(admin, broker.kafkaSettings("kept.")).ensure())
        .isInstanceOf(TopicSettingsException.class)
        .hasMessageContaining(
            "The topic kept.instances has cleanup.policy = delete. Expected compact;")
        .hasMessageContaining(
            "The topic kept.instances has message.timestamp.type = CreateTime. Expected LogAppendTime;")
        .hasMessageNotContaining("partitions");
    assertThat(everything("kept.")).isEqualTo(before);
  }

  @Test
  void shouldNameTheTopicWithAnotherNumberOfPartitionsAndChangeNothing() throws Exception {
    create(new NewTopic("split.activity", 5, (short) 1).configs(Topic.ACTIVITY.settings()));
    Map<String, Object> before = everything("split.");
    assertThatThrownBy(() -> new TopicSetup(admin, broker.kafkaSettings("split.")).ensure())
        .isInstanceOf(TopicSettingsException.class)
        .hasMessage(
            "The topic split.activity has partitions = 5. Expected 4; change it there or in the"
                + " settings.");
    assertThat(everything("split.")).isEqualTo(before);
  }

  @Test
  void shouldSayThatNoBrokerAnswers() {
    KafkaSettings nobody =
        new KafkaSettings("127.0.0.1:" + EmbeddedBroker.freePort(), "dormouse.", 1, 1, 1);
    try (Admin lost =
        Admin.create(
            Map.of(
                "bootstrap.servers", nobody.bootstrapServers(),
                "request.timeout.ms", 200,
                "default.api.timeout.ms", 400))) {
      assertThatThrownBy(() -> new TopicSetup(lost, nobody).ensure())
          .isInstanceOf(KafkaException.class);
    }
  }

  private static void create(NewTopic topic) throws Exception {
    admin.createTopics(List.of(topic)).all().get();
    Await.until(
        topic.name() + " is known",
        () -> {
          try {
            return !present(topic.name()).isEmpty();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static List<String> present(String prefix) throws Exception {
    return admin.listTopics().names().get().stream()
        .filter(name -> name.startsWith(prefix))
        .toList();
  }

  /** Ids, partitions and settings of all topics with the prefix. */
  private static Map<String, Object> everything(String prefix) throws Exception {
    Map<String, Object> all = new TreeMap<>();
    for (TopicDescription topic :
        admin.describeTopics(present(prefix)).allTopicNames().get().values()) {
      all.put(
          topic.name(),
          List.of(topic.topicId(), topic.partitions().size(), settingsOf(topic.name())));
    }
    return all;
  }

  private static Map<String, String> settingsOf(String topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return admin.describeConfigs(List.of(resource)).all().get().values().stream()
        .flatMap(config -> config.entries().stream())
        .filter(entry -> entry.value() != null)
        .collect(Collectors.toMap(entry -> entry.name(), entry -> entry.value()));
  }

  private static int partitionsOf(String topic) throws Exception {
    return admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get()
        .values()
        .iterator()
        .next()
        .partitions()
        .size();
  }
}
