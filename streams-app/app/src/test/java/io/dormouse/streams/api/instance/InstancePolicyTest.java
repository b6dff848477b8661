package io.dormouse.streams.api.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.streams.api.fixture.ApiClient;
import io.dormouse.streams.api.fixture.ApiClient.Reply;
import io.dormouse.streams.api.fixture.InSurroundings;
import io.dormouse.streams.api.fixture.Surroundings;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Passivation policies of instances through the API. */
@ExtendWith(InSurroundings.class)
final class InstancePolicyTest {

  private static int number;

  private final Surroundings it;
  private final ApiClient client;

  InstancePolicyTest(Surroundings it) {
    this.it = it;
    this.client = it.client;
  }

  @Test
  void shouldChangeThePolicyOfAnInstance() {
    it.instance("changing");
    assertThat(followsBlueprint("changing")).isTrue();

    Reply changed =
        client.put("/v1/instances/changing/policy", "{\"passivation\": {\"idle\": \"20m\"}}");

    assertThat(changed.status()).isEqualTo(202);
    JsonNode policy = client.get("/v1/instances/changing").body().at("/passivation");
    assertThat(policy.toString()).isEqualTo("{\"idle\":\"20m\",\"action\":\"passivate\"}");
    assertThat(followsBlueprint("changing")).isFalse();

    client.put("/v1/instances/changing/policy", "{\"followBlueprint\": true}");
    assertThat(followsBlueprint("changing")).isTrue();
  }

  private boolean followsBlueprint(String id) {
    return client.get("/v1/instances/" + id).body().at("/followsBlueprint").asBoolean();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"plans\":{\"gold\":{\"idle\":\"8h\",\"action\":\"passivate\"}},"
            + "\"otherwise\":{\"idle\":\"5m\",\"action\":\"passivate\"}}",
        "{\"idle\":\"30m\",\"zone\":\"Europe/Berlin\","
            + "\"awake\":[{\"days\":[\"monday\",\"friday\"],\"from\":\"08:00\",\"to\":\"18:00\"}],"
            + "\"quiet\":[{\"days\":[\"sunday\"],\"from\":\"22:00\",\"to\":\"06:00\",\"idle\":\"5m\"}]}",
      })
  void shouldShowAPolicyAsItWasGiven(String policy) {
    String id = "given-" + ++number;
    it.instance(id);

    client.put("/v1/instances/%s/policy".formatted(id), "{\"passivation\": %s}".formatted(policy));

    assertThat(client.get("/v1/instances/" + id).body().at("/passivation").toString())
        .isEqualTo(policy);
  }

  static Stream<Arguments> wrongPolicies() {
    return Stream.of(
        arguments("{}", "Expected either a passivation policy or 'followBlueprint': true"),
        arguments(
            "{\"passivation\": {\"idle\": \"5m\"}, \"followBlueprint\": true}", "but got both"),
        arguments("{\"passivation\": {\"idle\": \"1s\"}}", "a duration from 2s to 365d"),
        arguments("{\"passivation\": {\"zone\": \"Europe/Berlin\"}}", "an awake or a quiet window"),
        arguments(
            "{\"passivation\": {\"zone\": \"Berlin\"}}", "a time zone such as 'Europe/Berlin'"),
        arguments(
            "{\"passivation\": {\"awake\": [{\"from\": \"8:00\", \"to\": \"18:00\"}]}}",
            "'passivation.zone'"),
        arguments(
            "{\"passivation\": {\"zone\": \"UTC\", \"awake\": [{\"from\": \"8\", \"to\": \"18:00\"}]}}",
            "a time from 00:00 to 24:00, but got '8'"),
        arguments(
            "{\"passivation\": {\"zone\": \"UTC\", \"awake\": [{\"from\": \"24:00\", \"to\": \"18:00\"}]}}",
            "begin from 00:00 to 23:59"),
        arguments(
            "{\"passivation\": {\"zone\": \"UTC\", \"awake\": [{\"days\": [\"today\"], \"from\": \"08:00\", \"to\": \"18:00\"}]}}",
            "one of monday, tuesday"),
        arguments("{\"passivation\": {\"awake\": 5}}", "'passivation.zone'"),
        arguments("{\"passivation\": {\"zone\": \"UTC\", \"quiet\": 5}}", "an array of at most 20"),
        arguments(
            "{\"passivation\": {\"zone\": \"UTC\", \"quiet\": [{\"from\": \"08:00\", \"to\": \"18:00\"}]}}",
            "'passivation.quiet.0.idle'"),
        arguments("{\"passivation\": {\"plans\": {}}}", "to name a plan, but got none"),
        arguments(
            "{\"passivation\": {\"plans\": {\"Not a plan\": {}}}}", "Expected a plan of 1 to 63"),
        arguments("{\"passivation\": {\"plans\": {\"gold\": 5}}}", "'passivation.plans.gold'"),
        arguments(
            "{\"passivation\": {\"plans\": {\"gold\": {}}, \"idle\": \"5m\"}}",
            "[otherwise, plans], but got 'passivation.idle'"),
        arguments("{\"passivation\": {\"otherwise\": {}}}", "to name a plan, but got none"));
  }

  @ParameterizedTest
  @MethodSource("wrongPolicies")
  void shouldSayWhatItExpectedOfAPolicy(String body, String expected) {
    String id = "wrong-" + ++number;
    it.instance(id);

    Reply reply = client.put("/v1/instances/%s/policy".formatted(id), body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text("/detail")).contains(expected);
  }
}
