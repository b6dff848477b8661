package io.dormouse.streams.api;

import static io.dormouse.streams.api.fixture.ProblemAssertions.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.dormouse.streams.api.fixture.ApiClient;
import io.dormouse.streams.api.fixture.InSurroundings;
import io.dormouse.streams.api.fixture.Surroundings;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Wrong members of plans and deletes, as in {@link BadRequestsTest}. */
@ExtendWith(InSurroundings.class)
final class BadMembersTest {

  private final Surroundings it;
  private final ApiClient client;

  BadMembersTest(Surroundings it) {
    this.it = it;
    this.client = it.client;
  }

  static Stream<Arguments> badDeletes() {
    return Stream.of(
        arguments("{\"force\": true}", "[export, grace], but got 'force'"),
        arguments("{\"export\": \"yes\"}", "'export' to be true or false"),
        arguments("{\"grace\": \"soon\"}", "'grace' is wrong"),
        arguments("{\"grace\": \"-1s\"}", "'grace' is wrong"),
        arguments("{\"grace\": \"3651d\"}", "a duration from 0s to 3650d"),
        arguments("{\"grace\": \"999999999d\"}", "a duration from 0s to 3650d"));
  }

  @ParameterizedTest
  @MethodSource("badDeletes")
  void shouldRefuseABadDelete(String body, String detail) throws Exception {
    long before = it.written();

    assertProblem(
        client.post("/v1/instances/acted-3/actions/delete", body), 400, "invalid-request", detail);

    assertThat(it.written()).isEqualTo(before);
  }

  static Stream<Arguments> badPlans() {
    return Stream.of(
        arguments("{\"expires\": \"0s\"}", "more than zero"),
        arguments("{\"expires\": 14}", "'expires' to be a text"),
        arguments("{\"expires\": \"999999999d\"}", "at most 36500d"),
        arguments("{\"notices\": \"1d\"}", "'notices' to be an array of at most 20 texts"),
        arguments("{\"notices\": [1]}", "'notices' to be a text"),
        arguments("{\"notices\": [\"0s\"]}", "more than zero"),
        arguments("{\"id\": \"other\"}", "'bad' as in the path"),
        arguments("{\"price\": 1}", "but got 'price'"));
  }

  @ParameterizedTest
  @MethodSource("badPlans")
  void shouldRefuseABadPlan(String body, String detail) throws Exception {
    long before = it.written();

    assertProblem(client.put("/v1/plans/bad", body), 400, "invalid-request", detail);

    assertThat(it.written()).isEqualTo(before);
  }
}
