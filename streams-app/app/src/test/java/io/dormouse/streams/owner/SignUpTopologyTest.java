package io.dormouse.streams.owner;

import static io.dormouse.core.Sample.NOTES;
import static io.dormouse.core.Sample.OWNER;
import static io.dormouse.core.Sample.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.owner.OwnerAccount;
import io.dormouse.core.owner.OwnerGiven;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.command.Rejection;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.owner.OwnerId;
import io.dormouse.language.owner.OwnerMessage;
import io.dormouse.language.owner.OwnerNews;
import io.dormouse.language.owner.OwnerNews.InstanceClosed;
import io.dormouse.language.owner.OwnerNews.InstanceOpened;
import io.dormouse.language.owner.OwnerNews.SignUpRefused;
import io.dormouse.language.owner.SignUp;
import io.dormouse.language.owner.SignUpOutcome;
import io.dormouse.language.owner.SignUpView;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.language.wire.Codec;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.domain.PublicSuffixList;
import io.dormouse.streams.topology.RecordSerdes;
import io.dormouse.streams.topology.TopicNodes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sign-ups and owners by themselves, from bytes to bytes; the test plays the instances. */
class SignUpTopologyTest {

  private static final KafkaSettings KAFKA =
      new KafkaSettings("nowhere:9092", "dormouse.", 4, 1, 1);
  private static final int QUOTA = 10;

  @TempDir Path directory;
  private TopologyTestDriver driver;

  @SuppressWarnings("NullAway.Init")
  SignUpTopologyTest() {}

  @BeforeEach
  void open() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, KAFKA.bootstrapServers());
    properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
    Topology topology = new Topology();
    SignUpTopology.addTo(
        new TopicNodes(topology, KAFKA, AnnouncedSchemas.NONE),
        QUOTA,
        PublicSuffixList.policy(new DomainName("localhost")));
    driver = new TopologyTestDriver(topology, properties, START);
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void shouldTakeASignUpFromItsReservationToItsInstance() {
    signUp("s1", "acme", OWNER);

    assertThat(read(Topic.INSTANCE_COMMANDS, Codecs.INSTANCE_COMMAND))
        .singleElement()
        .satisfies(record -> {
          assertThat(record.key()).isEqualTo("acme");
          assertThat(record.value().id()).isEqualTo(new CommandId("s1"));
        });
    assertThat(outcomes("s1")).containsExactly(SignUpOutcome.WAITING);

    tell(new InstanceOpened(new InstanceId("acme"), new CommandId("s1")));
    assertThat(outcomes("s1")).containsExactly(SignUpOutcome.ACCEPTED);
    assertThat(
            OwnerProcessor.ACCOUNT_CODEC.decode(
                driver.<String, byte[]>getKeyValueStore("owner-accounts").get("owner-1")))
        .isEqualTo(new OwnerAccount(1, List.of(), List.of(new CommandId("s1"))));

    tell(new InstanceClosed(new InstanceId("acme")));
    assertThat(driver.<String, String>getKeyValueStore("owner-instances").all().hasNext())
        .isFalse();
  }

  @Test
  void shouldShowWhyAnInstanceRefused() {
    signUp("s1", "acme", OWNER);
    outcomes("s1");

    tell(
        new SignUpRefused(
            new CommandId("s1"), new InstanceId("acme"), RejectionReason.INSTANCE_TAKEN, "Taken."));

    assertThat(read(Topic.SIGNUP_VIEWS, Codecs.SIGN_UP_VIEW))
        .singleElement()
        .satisfies(record -> {
          assertThat(record.value().reason()).isEqualTo(RejectionReason.INSTANCE_TAKEN);
          assertThat(record.value().message()).isEqualTo("Taken.");
        });
    assertThat(read(Topic.REJECTIONS, Codecs.REJECTION)).isEmpty();
  }

  @Test
  void shouldDoARepeatedSignUpOnce() {
    signUp("s1", "acme", OWNER);
    signUp("s1", "acme", OWNER);
    tell(new InstanceOpened(new InstanceId("acme"), new CommandId("s1")));
    signUp("s1", "acme", OWNER);

    assertThat(read(Topic.INSTANCE_COMMANDS, Codecs.INSTANCE_COMMAND)).hasSize(1);
    assertThat(outcomes("s1")).containsExactly(SignUpOutcome.WAITING, SignUpOutcome.ACCEPTED);
    assertThat(read(Topic.REJECTIONS, Codecs.REJECTION)).isEmpty();
  }

  @Test
  void shouldCountEachOwnerAlone() {
    for (int i = 0; i < QUOTA; i++) {
      signUp("a" + i, "a" + i, OWNER);
      signUp("b" + i, "b" + i, new OwnerId("owner-2"));
    }

    assertThat(read(Topic.INSTANCE_COMMANDS, Codecs.INSTANCE_COMMAND)).hasSize(2 * QUOTA);
  }

  /** The instances' answers come late and in any order. */
  @ParameterizedTest
  @CsvSource({"1, 0", "2, 0", "3, 0", "1, 20", "2, 20", "3, 20"})
  void shouldGiveAHundredSignUpsOfOneOwnerNoMoreThanTheQuota(long seed, int percentTaken) {
    Random random = new Random(seed);
    List<Integer> order = new ArrayList<>(IntStream.range(0, 100).boxed().toList());
    Collections.shuffle(order, random);
    List<CommandEnvelope> asked = new ArrayList<>();
    Map<CommandId, SignUpView> views = new HashMap<>();
    int opened = 0;

    while (!order.isEmpty() || !asked.isEmpty()) {
      if (!order.isEmpty() && (asked.isEmpty() || random.nextBoolean())) {
        int next = order.removeLast();
        signUp("s" + next, "i" + next, OWNER);
        if (random.nextInt(4) == 0) {
          signUp("s" + next, "i" + next, OWNER);
        }
      } else {
        CommandEnvelope command = asked.remove(random.nextInt(asked.size()));
        boolean taken = random.nextInt(100) < percentTaken;
        opened += taken ? 0 : 1;
        answer(command, taken);
      }
      read(Topic.INSTANCE_COMMANDS, Codecs.INSTANCE_COMMAND)
          .forEach(record -> asked.add(record.value()));
      read(Topic.SIGNUP_VIEWS, Codecs.SIGN_UP_VIEW)
          .forEach(record -> views.put(record.value().id(), record.value()));
      assertThat(opened + asked.size()).as("seed %d", seed).isLessThanOrEqualTo(QUOTA);
    }

    assertThat(views).as("seed %d", seed).hasSize(100);
    assertThat(views.values())
        .filteredOn(view -> view.outcome() == SignUpOutcome.ACCEPTED)
        .as("seed %d", seed)
        .hasSize(opened)
        .hasSize(percentTaken == 0 ? QUOTA : opened);
    assertThat(views.values())
        .filteredOn(view -> view.outcome() == SignUpOutcome.WAITING)
        .isEmpty();
    assertThat(read(Topic.REJECTIONS, Codecs.REJECTION))
        .extracting(record -> record.value())
        .allSatisfy(
            rejection -> assertThat(rejection.reason()).isEqualTo(RejectionReason.QUOTA_REACHED))
        .extracting(Rejection::command)
        .doesNotHaveDuplicates();
  }

  private void answer(CommandEnvelope command, boolean taken) {
    InstanceId instance = new InstanceId("i" + command.id().value().substring(1));
    tell(
        taken
            ? new SignUpRefused(command.id(), instance, RejectionReason.INSTANCE_TAKEN, "Taken.")
            : new InstanceOpened(instance, command.id()));
  }

  private void signUp(String id, String instance, OwnerId owner) {
    send(
        Topic.SIGNUPS,
        instance,
        Codecs.SIGN_UP,
        new SignUp(
            new CommandId(id),
            OwnerGiven.VISITOR,
            new InstanceId(instance),
            NOTES,
            null,
            owner,
            null));
  }

  private void tell(OwnerNews news) {
    send(Topic.OWNER_MESSAGES, OWNER.value(), Codecs.OWNER_MESSAGE, new OwnerMessage(OWNER, news));
  }

  private List<SignUpOutcome> outcomes(String id) {
    return read(Topic.SIGNUP_VIEWS, Codecs.SIGN_UP_VIEW).stream()
        .filter(record -> record.key().equals(id))
        .map(record -> record.value().outcome())
        .toList();
  }

  private <T> void send(Topic topic, String key, Codec<T> codec, T value) {
    driver
        .createInputTopic(KAFKA.name(topic), new StringSerializer(), RecordSerdes.serializer(codec))
        .pipeInput(key, value, START);
  }

  private <T> List<TestRecord<String, T>> read(Topic topic, Codec<T> codec) {
    return driver
        .createOutputTopic(
            KAFKA.name(topic),
            new StringDeserializer(),
            RecordSerdes.<T, T>deserializer(codec, value -> value))
        .readRecordsToList();
  }
}
