package io.dormouse.streams.downgrade;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.dormouse.kit.settings.Settings;
import io.dormouse.kit.topics.EmbeddedBroker;
import io.dormouse.kit.topics.KeyPartitioner;
import io.dormouse.kit.topics.SchemaTopic;
import io.dormouse.kit.topics.TopicReader;
import io.dormouse.kit.topics.TopicSetup;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.command.Rejection;
import io.dormouse.language.domain.DomainCommand.ClaimDomain;
import io.dormouse.language.domain.DomainCommandEnvelope;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.domain.RouteTarget.ToInstance;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.Brain;
import io.dormouse.streams.StreamsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A brain that finds a store that a newer version wrote, after a downgrade. */
class NewerStoreIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PARTITIONS = 4;
  private static final DomainName DOMAIN = new DomainName("www.example.org");
  private static final DomainRoute ROUTE =
      new DomainRoute(
          DOMAIN, new ToInstance(new InstanceId("one")), Instant.EPOCH, new CommandId("claim-1"));

  private static EmbeddedBroker broker;

  @SuppressWarnings("NullAway.Init")
  NewerStoreIT() {}

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void shouldDecideOnWhatItKnowsOfAStoredValue(@TempDir Path state) throws Exception {
    StreamsSettings settings = prepare("known.", state, Newer.of(Codecs.DOMAIN_ROUTE, ROUTE));
    CompletableFuture<Rejection> rejected = new CompletableFuture<>();
    try (TopicWriter writer = writer(settings);
        SchemaTopic schemas = new SchemaTopic(settings.kafka(), "older", writer);
        TopicReader reader =
            new TopicReader(
                settings.kafka(),
                "test",
                writer,
                List.of(
                    TopicReader.Source.table(
                        Topic.REJECTIONS,
                        Codecs.REJECTION,
                        (key, rejection, raw) -> rejected.complete(rejection))))) {
      schemas.awaitAnnounced();
      reader.caughtUp().join();
      claim(writer, DOMAIN);
      try (Brain brain = new Brain(settings, schemas)) {
        brain.start(() -> {});
        assertThat(rejected.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).subject())
            .isEqualTo(DOMAIN.value());
      }
    }
  }

  @Test
  void shouldSayThatItCannotReadAStoreAndEndBeforeItWrites(@TempDir Path state) throws Exception {
    StreamsSettings settings =
        prepare("unknown.", state, Newer.unreadable(Codecs.DOMAIN_ROUTE, ROUTE));
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(Brain.class);
    log.start();
    logger.addAppender(log);
    CountDownLatch failed = new CountDownLatch(1);
    try (TopicWriter writer = writer(settings);
        SchemaTopic schemas = new SchemaTopic(settings.kafka(), "older", writer)) {
      schemas.awaitAnnounced();
      claim(writer, new DomainName(neighbour("w%d.example.org")));
      claim(writer, DOMAIN);
      try (Brain brain = new Brain(settings, schemas)) {
        brain.start(failed::countDown);
        assertThat(failed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      }
    } finally {
      logger.detachAppender(log);
    }

    assertThat(log.list)
        .filteredOn(event -> event.getThrowableProxy() != null)
        .extracting(event -> ThrowableProxyUtil.asString(event.getThrowableProxy()))
        .anySatisfy(text ->
            assertThat(text)
                .contains(
                    "Expected the store domain-routes to have values that this version can read, but a newer version wrote the one of www.example.org: "));
    assertThat(written(settings)).isZero();
  }

  /** Topics, and a store in its changelog as a newer version left it. */
  private static StreamsSettings prepare(String prefix, Path state, Newer stored) throws Exception {
    StreamsSettings settings =
        Settings.load(
            StreamsSettings.class,
            List.of(
                "--kafka.bootstrap.servers=" + broker.bootstrapServers(),
                "--topics.prefix=" + prefix,
                "--topics.partitions=" + PARTITIONS,
                "--state.dir=" + state),
            Map.of());
    TopicSetup.await(settings.kafka(), new CountDownLatch(1));
    String changelog = prefix + "streams-domain-routes-changelog";
    Map<String, Object> servers = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (Admin admin = Admin.create(servers);
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(servers, new ByteArraySerializer(), new ByteArraySerializer())) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(changelog, PARTITIONS, (short) 1)
                      .configs(Map.of("cleanup.policy", "compact"))))
          .all()
          .get();
      producer
          .send(new ProducerRecord<>(changelog, DOMAIN.value().getBytes(UTF_8), stored.bytes()))
          .get();
      byte[] garbage = "garbage".getBytes(UTF_8);
      producer
          .send(new ProducerRecord<>(changelog, neighbour("g%d").getBytes(UTF_8), garbage))
          .get();
    }
    try (TopicWriter writer = writer(settings);
        SchemaTopic newer =
            new SchemaTopic(
                settings.kafka(), "newer", writer, Map.of(Newer.ID, stored.text()), PATIENCE)) {
      newer.awaitAnnounced();
    }
    return settings;
  }

  private static TopicWriter writer(StreamsSettings settings) {
    return new TopicWriter(settings.kafka(), "test", Duration.ofSeconds(10));
  }

  private static void claim(TopicWriter writer, DomainName domain) {
    writer
        .write(
            Topic.DOMAIN_COMMANDS,
            domain.value(),
            Codecs.DOMAIN_COMMAND,
            new DomainCommandEnvelope(
                new CommandId("claim-" + domain),
                Actor.system("test"),
                new ClaimDomain(domain, new ToInstance(new InstanceId("two")))))
        .join();
  }

  /** A key in the partition of the domain. */
  private static String neighbour(String form) {
    return IntStream.range(0, 100)
        .mapToObj(form::formatted)
        .filter(name ->
            KeyPartitioner.partition(name, PARTITIONS)
                == KeyPartitioner.partition(DOMAIN.value(), PARTITIONS))
        .findFirst()
        .orElseThrow();
  }

  /**
   * The number of records in the topics that the brain writes, markers of transactions included.
   */
  private static long written(StreamsSettings settings) throws Exception {
    Map<TopicPartition, OffsetSpec> ends =
        Stream.of(Topic.DOMAINS, Topic.REJECTIONS, Topic.INSTANCE_COMMANDS, Topic.DEAD_LETTERS)
            .flatMap(topic ->
                IntStream.range(0, settings.kafka().partitions(topic))
                    .mapToObj(p -> new TopicPartition(settings.kafka().name(topic), p)))
            .collect(Collectors.toMap(Function.identity(), p -> OffsetSpec.latest()));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      return admin.listOffsets(ends).all().get().values().stream()
          .mapToLong(end -> end.offset())
          .sum();
    }
  }
}
