package io.dormouse.core.instance;

import static io.dormouse.core.Sample.DOMAIN;
import static io.dormouse.core.Sample.HOST_1;
import static io.dormouse.core.Sample.REPLICA;
import static io.dormouse.core.Sample.REQUEST;
import static io.dormouse.core.instance.Given.given;
import static io.dormouse.language.instance.InstanceAction.DELETE;
import static io.dormouse.language.instance.InstanceAction.PASSIVATE;
import static io.dormouse.language.instance.InstanceAction.RESTORE;
import static io.dormouse.language.instance.InstanceAction.STOP;
import static io.dormouse.language.instance.InstanceAction.WAKE;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.language.instance.ChangedFiles;
import io.dormouse.language.instance.InstanceAction;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceEvent.InstanceWoken;
import io.dormouse.language.instance.InstanceEvent.ReplicaStopped;
import io.dormouse.language.instance.InstanceView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class InstanceViewsTest {

  @Test
  void shouldShowWhereARunningInstanceServes() {
    InstanceView view = view(Lives.running());

    assertThat(view.host()).isEqualTo(HOST_1);
    assertThat(view.address()).isEqualTo("10.0.0.7");
    assertThat(view.port()).isEqualTo(8080);
    assertThat(view.generation()).isEqualTo(1);
    assertThat(view.sequence()).isEqualTo(7);
    assertThat(view.domains()).containsExactly(DOMAIN);
    assertThat(view.expectedStart()).isEqualTo(Duration.ofMillis(695));
    assertThat(view.lastCause()).isEqualTo(REQUEST);
  }

  @Test
  void shouldShowNoAddressWhereNothingServes() {
    for (List<InstanceEvent> past : List.of(Lives.starting(), Lives.stopping(), Lives.failed())) {
      assertThat(view(past).address()).isNull();
      assertThat(view(past).port()).isZero();
    }
  }

  @Test
  void shouldShowAWakeThatIsPending() {
    assertThat(view(Lives.stopping()).wakePending()).isFalse();
    assertThat(view(Lives.stopping(new InstanceWoken(REQUEST))).wakePending()).isTrue();
  }

  @Test
  void shouldShowWhatWentWrongAndWhenItIsTriedAgain() {
    InstanceView view = view(Lives.failed());

    assertThat(view.failure()).isEqualTo(Lives.CRASH);
    assertThat(Objects.requireNonNull(view.backoff()).attempt()).isEqualTo(1);
    assertThat(view(Lives.running()).failure()).isNull();
  }

  @Test
  void shouldShowTheFilesThatTheLastContainerHadChanged() {
    ChangedFiles files = new ChangedFiles(7, List.of("/data/a"));
    List<InstanceEvent> past = new ArrayList<>(Lives.stopping());
    past.add(new ReplicaStopped(REPLICA, 1, HOST_1, 143, files));

    assertThat(view(past).changedFiles()).isEqualTo(files);
    assertThat(view(Lives.sleepsAgain()).changedFiles()).isNull();
  }

  @Test
  void shouldOfferWhatTheDeciderWouldAccept() {
    assertThat(legal("Requested")).containsExactly(DELETE);
    assertThat(legal("Asleep")).containsExactly(WAKE, STOP, DELETE);
    assertThat(legal("Queued")).containsExactly(WAKE, STOP, PASSIVATE, DELETE);
    assertThat(legal("Starting")).containsExactly(STOP, PASSIVATE, DELETE);
    assertThat(legal("Running")).containsExactly(STOP, PASSIVATE, DELETE);
    assertThat(legal("Stopping then ASLEEP")).containsExactly(WAKE, STOP, DELETE);
    assertThat(legal("Stopping then WOKEN")).containsExactly(STOP, PASSIVATE, DELETE);
    assertThat(legal("Stopping then STOPPED")).containsExactly(WAKE, DELETE);
    assertThat(legal("Stopping then DELETED")).containsExactly(RESTORE);
    assertThat(legal("Stopped")).containsExactly(WAKE, DELETE);
    assertThat(legal("Failed")).containsExactly(WAKE, STOP, DELETE);
    assertThat(legal("Failed, host mute")).containsExactly(WAKE, STOP, DELETE);
  }

  private static List<InstanceAction> legal(String life) {
    return view(Objects.requireNonNull(Lives.all().get(life))).legalActions();
  }

  private static InstanceView view(List<InstanceEvent> past) {
    return InstanceViews.of((Living) given(past).state());
  }
}
