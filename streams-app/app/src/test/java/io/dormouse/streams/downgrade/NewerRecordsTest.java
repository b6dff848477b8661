package io.dormouse.streams.downgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.domain.DomainCommand.ClaimDomain;
import io.dormouse.language.domain.DomainCommandEnvelope;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.domain.RouteTarget.ToInstance;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.TopologyDriver;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records of a newer version in the topics and stores of this one. */
class NewerRecordsTest {

  private static final DomainName DOMAIN = new DomainName("www.example.org");
  private static final DomainRoute ROUTE =
      new DomainRoute(
          DOMAIN, new ToInstance(new InstanceId("one")), Instant.EPOCH, new CommandId("claim-1"));
  private static final DomainCommandEnvelope CLAIM =
      new DomainCommandEnvelope(
          new CommandId("claim-2"),
          Actor.system("test"),
          new ClaimDomain(DOMAIN, new ToInstance(new InstanceId("two"))));

  @TempDir Path directory;
  private TopologyDriver driver;

  @SuppressWarnings("NullAway.Init")
  NewerRecordsTest() {}

  private void open(AnnouncedSchemas schemas) {
    driver = new TopologyDriver(directory, schemas);
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void shouldDecideOnWhatItKnowsOfACommand() {
    Newer command = Newer.of(Codecs.DOMAIN_COMMAND, CLAIM);
    open(command.announced());

    driver.sendBytes(Topic.DOMAIN_COMMANDS, DOMAIN.value(), command.bytes());

    assertThat(driver.read(Topic.DOMAINS, Codecs.DOMAIN_ROUTE).getFirst().value().claimedBy())
        .isEqualTo(CLAIM.id());
    assertThat(driver.readDeadLetters()).isEmpty();
  }

  @Test
  void shouldKeepACommandWhoseSchemaNobodyAnnounces() {
    Newer command = Newer.of(Codecs.DOMAIN_COMMAND, CLAIM);
    open(AnnouncedSchemas.NONE);

    driver.sendBytes(Topic.DOMAIN_COMMANDS, DOMAIN.value(), command.bytes());

    assertThat(driver.readDeadLetters())
        .extracting(TestRecord::value)
        .containsExactly(command.bytes());
  }

  @Test
  void shouldDecideOnWhatItKnowsOfAStoredValue() {
    Newer route = Newer.of(Codecs.DOMAIN_ROUTE, ROUTE);
    open(route.announced());
    driver.store("domain-routes", DOMAIN.value(), route.bytes());

    driver.send(Topic.DOMAIN_COMMANDS, DOMAIN.value(), Codecs.DOMAIN_COMMAND, CLAIM);

    assertThat(driver.read(Topic.REJECTIONS, Codecs.REJECTION))
        .extracting(rejection -> rejection.value().command())
        .containsExactly(new CommandId("claim-2"));
  }

  @Test
  void shouldEndAndWriteNothingWhenItCannotReadAStoredValue() {
    Newer route = Newer.unreadable(Codecs.DOMAIN_ROUTE, ROUTE);
    open(route.announced());
    driver.store("domain-routes", DOMAIN.value(), route.bytes());

    assertThatThrownBy(
            () -> driver.send(Topic.DOMAIN_COMMANDS, DOMAIN.value(), Codecs.DOMAIN_COMMAND, CLAIM))
        .isInstanceOf(StreamsException.class)
        .hasStackTraceContaining(
            "Expected the store domain-routes to have values that this version can read, but a newer version wrote the one of www.example.org: ");

    assertThat(driver.readDeadLetters()).isEmpty();
    assertThat(driver.read(Topic.DOMAINS, Codecs.DOMAIN_ROUTE)).isEmpty();
    assertThat(driver.read(Topic.REJECTIONS, Codecs.REJECTION)).isEmpty();
  }
}
