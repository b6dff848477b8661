package io.dormouse.streams.api.signup;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.blueprint.Serving;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.domain.RouteTarget.ToInstance;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.owner.OwnerId;
import io.dormouse.language.owner.SignUpOutcome;
import io.dormouse.language.owner.SignUpView;
import io.dormouse.language.resources.ResourceId;
import io.dormouse.language.resources.ResourceStep;
import io.dormouse.language.resources.ResourcesView;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.api.ControlApi;
import io.dormouse.streams.api.fixture.ApiClient;
import io.dormouse.streams.api.fixture.EventClient;
import io.dormouse.streams.api.fixture.EventClient.Event;
import io.dormouse.streams.api.fixture.InSurroundings;
import io.dormouse.streams.api.fixture.Surroundings;
import io.dormouse.streams.api.json.EnumNames;
import io.dormouse.streams.api.view.Deadline;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The test itself writes the brain's records. */
@ExtendWith(InSurroundings.class)
@Timeout(60)
final class SignUpEventsTest {

  private static final OwnerId OWNER = new OwnerId("owner-1");

  private final Surroundings it;
  private final Instant now = Instant.now();

  SignUpEventsTest(Surroundings it) {
    this.it = it;
  }

  @Test
  void shouldTellEachChangeUntilThePageOpens() {
    signUp("heard-1", SignUpOutcome.WAITING, null);
    try (EventClient events = listen("heard-1")) {
      assertThat(events.status()).isEqualTo(200);
      assertThat(events.header("Content-Type")).isEqualTo("text/event-stream");
      assertThat(events.header("Cache-Control")).isEqualTo("no-store");
      assertThat(events.header("Content-Length")).isEmpty();

      assertThat(next(events).data().at("/progress").asText()).isEqualTo("waiting");
      signUp("heard-1", SignUpOutcome.ACCEPTED, null);
      assertThat(next(events).data().at("/progress").asText()).isEqualTo("making");
      instance("heard-1", InstanceStatus.REQUESTED, null);
      assertThat(next(events).data().at("/status").asText()).isEqualTo("requested");
      instance("heard-1", InstanceStatus.ASLEEP, null);
      assertThat(next(events).data().at("/progress").asText()).isEqualTo("making");
      route("heard-1");
      Event last = next(events);

      assertThat(last.name()).isEqualTo("signup");
      assertThat(last.id()).isEqualTo("ready");
      assertThat(last.data().at("/page").asText()).isEqualTo("http://heard-1.localhost");
      assertThat(last.data()).isEqualTo(it.client.get("/v1/signups/heard-1").body());
      assertThat(events.next()).isEmpty();
    }
  }

  @Test
  void shouldEndWithARefusal() {
    signUp("heard-2", SignUpOutcome.WAITING, null);
    try (EventClient events = listen("heard-2")) {
      next(events);
      signUp("heard-2", SignUpOutcome.REFUSED, RejectionReason.QUOTA_REACHED);

      assertThat(next(events).data().at("/reason").asText()).isEqualTo("quota-reached");
      assertThat(events.next()).isEmpty();
    }
  }

  @Test
  void shouldEndWithAFailure() {
    signUp("heard-3", SignUpOutcome.ACCEPTED, null);
    try (EventClient events = listen("heard-3")) {
      next(events);
      instance("heard-3", InstanceStatus.REQUESTED, "Access denied.");

      Event failed = next(events);
      assertThat(failed.data().at("/progress").asText()).isEqualTo("failed");
      assertThat(failed.data().at("/resources/failure").asText()).isEqualTo("Access denied.");
      assertThat(events.next()).isEmpty();
    }
  }

  @Test
  void shouldTellABrowserThatHeardTheEndToStayAway() {
    signUp("heard-4", SignUpOutcome.REFUSED, RejectionReason.INSTANCE_TAKEN);
    try (EventClient first = listen("heard-4")) {
      String id = next(first).id();
      try (EventClient again = listen("heard-4", "Last-Event-ID", id);
          EventClient other = listen("heard-4", "Last-Event-ID", "anything else")) {
        assertThat(again.status()).isEqualTo(204);
        assertThat(other.status()).isEqualTo(200);
        assertThat(next(other).id()).isEqualTo(id);
      }
    }
  }

  @Test
  void shouldAnswerNotFoundForAnUnknownSignUp() {
    try (EventClient events = listen("heard-never")) {
      assertThat(events.status()).isEqualTo(404);
      assertThat(events.header("Content-Type")).isEqualTo("application/problem+json");
    }
  }

  @Test
  void shouldAnswerHeadAtOnce() {
    signUp("heard-5", SignUpOutcome.WAITING, null);

    ApiClient.Reply head =
        it.client.send(
            "HEAD",
            "/v1/signups/heard-5",
            BodyPublishers.noBody(),
            "Accept",
            "text/event-stream;q=0.9, text/html");

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Type")).isEqualTo("text/event-stream");
  }

  @Test
  void shouldServeSoManyStreamsAtOnceAndTakeTheNextWhenOneGoes() {
    signUp("heard-6", SignUpOutcome.WAITING, null);
    List<EventClient> listening = new ArrayList<>();
    try {
      for (int i = 0; i < Surroundings.STREAMS; i++) {
        listening.add(awaitListening("heard-6"));
      }
      try (EventClient tooMany = listen("heard-6")) {
        assertThat(tooMany.status()).isEqualTo(503);
        assertThat(tooMany.header("Retry-After")).isEqualTo("5");
      }
      assertThat(it.client.get("/v1/signups/heard-6").status()).isEqualTo(200);

      listening.removeLast().close();
      listening.add(awaitListening("heard-6"));

      signUp("heard-6", SignUpOutcome.REFUSED, RejectionReason.INSTANCE_TAKEN);
      assertThat(listening).allSatisfy(one -> assertThat(next(one).id()).isEqualTo("refused"));
    } finally {
      listening.forEach(EventClient::close);
    }
  }

  @Test
  void shouldEndTheStreamsWhenItCloses() {
    signUp("heard-7", SignUpOutcome.WAITING, null);
    ControlApi closing =
        ControlApi.start(Surroundings.settings(Duration.ofSeconds(1)), it.parts(it.writer));
    try (ApiClient client = new ApiClient(closing.port())) {
      Surroundings.awaitUntil(() -> client.get("/v1/signups/heard-7").status() == 200);
      try (EventClient events = new EventClient(closing.port(), "/v1/signups/heard-7")) {
        next(events);
        Deadline soon = Deadline.in(Duration.ofSeconds(3));
        closing.close();

        assertThat(events.next()).isEmpty();
        assertThat(soon.passed()).isFalse();
      }
    } finally {
      closing.close();
    }
  }

  /** A place may become free a moment after its client has gone. */
  private EventClient awaitListening(String id) {
    Deadline deadline = Deadline.in(Surroundings.PATIENCE);
    while (true) {
      EventClient events = listen(id);
      if (events.status() == 200) {
        next(events);
        return events;
      }
      events.close();
      if (deadline.passed()) {
        throw new AssertionError("Expected a free place within " + Surroundings.PATIENCE);
      }
    }
  }

  private EventClient listen(String id, String... headers) {
    return new EventClient(it.api.port(), "/v1/signups/" + id, headers);
  }

  private static Event next(EventClient events) {
    Optional<Event> next = events.next();
    assertThat(next).isPresent();
    return next.orElseThrow();
  }

  private void signUp(String id, SignUpOutcome outcome, @Nullable RejectionReason reason) {
    SignUpView view =
        new SignUpView(
            new CommandId(id),
            new InstanceId(id),
            new BlueprintId("notes"),
            null,
            OWNER,
            null,
            outcome,
            reason,
            reason == null ? null : "No.",
            now);
    it.writer.write(Topic.SIGNUP_VIEWS, id, Codecs.SIGN_UP_VIEW, view).join();
    Surroundings.awaitUntil(
        () -> it.client.get("/v1/signups/" + id).text("/outcome").equals(EnumNames.of(outcome)));
  }

  private void instance(String id, InstanceStatus status, @Nullable String failure) {
    ResourcesView resources =
        new ResourcesView(
            new ResourceId("r000000000000001"),
            null,
            1,
            0,
            failure == null ? null : ResourceStep.CREATE_BUCKET,
            failure,
            null);
    InstanceView view =
        new InstanceView(
            new InstanceId(id),
            new BlueprintId("notes"),
            1,
            OWNER,
            status,
            now,
            status == InstanceStatus.REQUESTED ? 1 : 2,
            0,
            null,
            null,
            0,
            false,
            List.of(),
            List.of(),
            PassivationPolicy.DEFAULT,
            1,
            Duration.ofSeconds(4),
            null,
            null,
            null,
            resources,
            null,
            null,
            null,
            List.of(),
            Serving.DEFAULT,
            null,
            null,
            List.of(),
            false,
            false);
    it.writer.write(Topic.INSTANCES, id, Codecs.INSTANCE_VIEW, view).join();
  }

  private void route(String id) {
    DomainName domain = new DomainName(id + ".localhost");
    it.writer
        .write(
            Topic.DOMAINS,
            domain.value(),
            Codecs.DOMAIN_ROUTE,
            new DomainRoute(domain, new ToInstance(new InstanceId(id)), now, new CommandId(id)))
        .join();
  }
}
