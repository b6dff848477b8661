package io.dormouse.edge.forward.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.edge.Eventually;
import io.dormouse.edge.forward.pool.Backend;
import io.dormouse.edge.forward.replica.OutsideTargets.LeadsInsideException;
import io.netty.util.NetUtil;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutsideTargetsTest {

  private static final int OWN_PORT = 8080;

  private final Vertx vertx = Vertx.vertx();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> answer = new ArrayList<>(List.of("1.1.1.1"));
  private long now;

  @AfterEach
  void stop() {
    Eventually.get(vertx.close().toCompletionStage());
  }

  @Test
  void shouldConnectToWhatWasLookedUp() {
    assertThat(backend("http://a.example/").address().hostAddress()).isEqualTo("1.1.1.1");
    assertThat(asked).containsExactly("a.example");
  }

  @Test
  void shouldRefuseANameOfWhichOneAddressIsInside() {
    answer.add("10.0.0.1");

    assertThatThrownBy(() -> backend("http://a.example/"))
        .hasRootCauseInstanceOf(LeadsInsideException.class);
  }

  @Test
  void shouldKeepAnAnswerForAMomentAndThenLookAgain() {
    OutsideTargets targets = targets(false);
    lookUp(targets, "http://a.example/");
    answer.set(0, "127.0.0.1");
    now += Duration.ofSeconds(4).toNanos();

    assertThat(lookUp(targets, "http://a.example/").address().hostAddress()).isEqualTo("1.1.1.1");
    now += Duration.ofSeconds(2).toNanos();
    assertThatThrownBy(() -> lookUp(targets, "http://a.example/"))
        .hasRootCauseInstanceOf(LeadsInsideException.class);
    assertThat(asked).hasSize(2);
  }

  @Test
  void shouldKeepAFailureForAMomentToo() {
    OutsideTargets targets = targets(false);
    answer.clear();

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> lookUp(targets, "http://a.example/"))
          .hasRootCauseInstanceOf(UnknownHostException.class);
    }
    assertThat(asked).hasSize(1);
  }

  @Test
  void shouldKeepABoundedNumberOfAnswers() {
    OutsideTargets targets = targets(false);
    IntStream.range(0, 2500).forEach(i -> lookUp(targets, "http://a" + i + ".example/"));

    assertThat(targets.kept()).isBetween(1, 1024);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://2130706433/",
        "http://127.1/",
        "http://0x7f000001/",
        "http://127.0.0.01/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[::]/",
        "http://[fe80::1%25lo]/",
        "http://localhost./",
        "http://169.254.169.254/latest/meta-data/"
      })
  void shouldNotBeTrickedByFormsOfAddresses(String uri) {
    OutsideTargets targets = new OutsideTargets(vertx, false, port -> false);

    assertThatThrownBy(() -> lookUp(targets, uri))
        .rootCause()
        .isInstanceOfAny(
            LeadsInsideException.class, UnknownHostException.class, IllegalArgumentException.class);
  }

  @Test
  void shouldConnectToTheAddressThatItChecked() {
    OutsideTargets targets = new OutsideTargets(vertx, false, port -> false);

    // Some resolvers take this for 127.0.0.1.
    assertThat(lookUp(targets, "http://0177.0.0.1/").address())
        .isEqualTo(SocketAddress.inetSocketAddress(80, "177.0.0.1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "0.0.0.0", "::1"})
  void shouldNeverLeadToTheEdgeItself(String own) {
    answer.set(0, own);

    assertThatThrownBy(() -> lookUp(targets(true), "http://a.example:" + OWN_PORT + "/"))
        .hasRootCauseInstanceOf(LeadsInsideException.class);
    assertThat(lookUp(targets(true), "http://a.example:8081/").port()).isEqualTo(8081);
  }

  @Test
  void shouldLeadToPrivateAddressesIfAllowed() {
    answer.set(0, "10.255.255.254");

    assertThat(lookUp(targets(true), "http://a.example:" + OWN_PORT + "/").port())
        .isEqualTo(OWN_PORT);
  }

  private Backend backend(String uri) {
    return lookUp(targets(false), uri);
  }

  private OutsideTargets targets(boolean allowPrivate) {
    return new OutsideTargets(
        vertx, allowPrivate, port -> port == OWN_PORT, this::resolve, () -> now);
  }

  private InetAddress[] resolve(String host) throws UnknownHostException {
    asked.add(host);
    if (answer.isEmpty()) {
      throw new UnknownHostException(host);
    }
    InetAddress[] addresses = new InetAddress[answer.size()];
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = NetUtil.createInetAddressFromIpAddressString(answer.get(i));
    }
    return addresses;
  }

  private static Backend lookUp(OutsideTargets targets, String uri) {
    return Eventually.get(targets.lookUp(URI.create(uri)).toCompletionStage());
  }
}
