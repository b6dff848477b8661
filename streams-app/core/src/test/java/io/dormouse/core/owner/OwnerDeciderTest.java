package io.dormouse.core.owner;

import static io.dormouse.core.Sample.DOMAIN;
import static io.dormouse.core.Sample.NOTES;
import static io.dormouse.core.Sample.OWNER;
import static io.dormouse.core.Sample.START;
import static io.dormouse.core.owner.OwnerGiven.VISITOR;
import static io.dormouse.core.owner.OwnerGiven.closed;
import static io.dormouse.core.owner.OwnerGiven.given;
import static io.dormouse.core.owner.OwnerGiven.opened;
import static io.dormouse.core.owner.OwnerGiven.received;
import static io.dormouse.core.owner.OwnerGiven.refused;
import static io.dormouse.core.owner.OwnerGiven.signUp;
import static io.dormouse.core.owner.OwnerGiven.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.dormouse.core.owner.OwnerEffect.Ask;
import io.dormouse.core.owner.OwnerEffect.Show;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.owner.OwnerNews;
import io.dormouse.language.owner.OwnerNews.SignUpReceived;
import io.dormouse.language.owner.PlanId;
import io.dormouse.language.owner.SignUp;
import io.dormouse.language.owner.SignUpOutcome;
import io.dormouse.language.owner.SignUpView;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The quota is two. */
class OwnerDeciderTest {

  private static final OwnerNews FIRST = received("s1", "a");
  private static final OwnerNews SECOND = received("s2", "b");

  private static Arguments when(
      String why, List<OwnerNews> given, OwnerNews news, List<String> effects) {
    return arguments(why, given, news, effects);
  }

  static Stream<Arguments> decisions() {
    return Stream.of(
        when("room", List.of(), FIRST, List.of("show waiting", "ask for a as s1")),
        when(
            "room for one more",
            List.of(FIRST),
            SECOND,
            List.of("show waiting", "ask for b as s2")),
        when(
            "all places reserved",
            List.of(FIRST, SECOND),
            received("s3", "c"),
            List.of("show refused QUOTA_REACHED", "reject QUOTA_REACHED")),
        when(
            "all places taken by instances that nobody signed up for",
            List.of(opened("x", "api-1"), opened("y", "api-2")),
            FIRST,
            List.of("show refused QUOTA_REACHED", "reject QUOTA_REACHED")),
        when(
            "more than the quota, since the API does not ask",
            List.of(opened("x", "1"), opened("y", "2")),
            opened("z", "3"),
            List.of("note z of 3")),
        when(
            "a place is free again after a removal",
            List.of(opened("x", "1"), opened("y", "2"), closed("x")),
            FIRST,
            List.of("show waiting", "ask for a as s1")),
        when(
            "a place is free again after a refusal",
            List.of(FIRST, SECOND, refused("s1", "a")),
            received("s3", "c"),
            List.of("show waiting", "ask for c as s3")),
        when(
            "a plan of another form",
            List.of(),
            new SignUpReceived(signUp("s1", "a", "No Plan")),
            List.of("show refused UNKNOWN_PLAN", "reject UNKNOWN_PLAN")),
        when("comes again while it waits", List.of(FIRST), FIRST, List.of()),
        when("comes again when accepted", List.of(FIRST, opened("a", "s1")), FIRST, List.of()),
        when("comes again when refused", List.of(FIRST, refused("s1", "a")), FIRST, List.of()),
        when(
            "comes again when refused for the quota, with room by now",
            List.of(FIRST, SECOND, received("s3", "c"), refused("s1", "a")),
            received("s3", "c"),
            List.of()),
        when(
            "comes again for another instance",
            List.of(FIRST),
            received("s1", "b"),
            List.of("reject DUPLICATE")),
        when(
            "comes again after the API made it under that id",
            List.of(opened("a", "s1")),
            FIRST,
            List.of()),
        when(
            "is made", List.of(FIRST), opened("a", "s1"), List.of("note a of s1", "show accepted")),
        when(
            "the API makes another instance under its id",
            List.of(FIRST),
            opened("b", "s1"),
            List.of("note b of s1")),
        when(
            "the API makes its instance first",
            List.of(FIRST),
            opened("a", "api-1"),
            List.of("note a of api-1")),
        when(
            "is refused by the instance",
            List.of(FIRST),
            refused("s1", "a"),
            List.of("show refused INSTANCE_TAKEN")),
        when(
            "is refused after it was accepted",
            List.of(FIRST, opened("a", "s1")),
            refused("s1", "a"),
            List.of()),
        when("another's command is refused", List.of(FIRST), refused("api-1", "a"), List.of()),
        when("its id is refused elsewhere", List.of(FIRST), refused("s1", "b"), List.of()),
        when("is removed", List.of(opened("a", "1")), closed("a"), List.of("forget a")),
        when("what was never there is removed", List.of(), closed("a"), List.of()),
        when("is removed twice", List.of(opened("a", "1"), closed("a")), closed("a"), List.of()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("decisions")
  void shouldDecide(String why, List<OwnerNews> given, OwnerNews news, List<String> effects) {
    assertThat(words(given(given.toArray(OwnerNews[]::new)).hear(news))).isEqualTo(effects);
  }

  @Test
  void shouldAskForWhatWasSignedUpForUnderTheIdOfTheSignUp() {
    CommandId id = new CommandId("s1");
    InstanceId instance = new InstanceId("a");
    DomainName domain = new DomainName("a.example");
    SignUp signUp = new SignUp(id, VISITOR, instance, NOTES, domain, OWNER, "trial");

    assertThat(given().hear(new SignUpReceived(signUp)).effects())
        .containsExactly(
            new Show(
                new SignUpView(
                    id,
                    instance,
                    NOTES,
                    domain,
                    OWNER,
                    new PlanId("trial"),
                    SignUpOutcome.WAITING,
                    null,
                    null,
                    START)),
            new Ask(
                instance,
                new CommandEnvelope(
                    id,
                    VISITOR,
                    new CreateInstance(NOTES, null, domain, OWNER, new PlanId("trial")))));
  }

  @Test
  void shouldRefuseAnotherSignUpUnderTheSameId() {
    OwnerGiven given = given(FIRST);

    assertThat(words(given.hear(FIRST))).isEmpty();
    assertThat(words(given.hear(received("s1", "other")))).containsExactly("reject DUPLICATE");
    assertThat(given.account().used()).isEqualTo(1);
  }

  @Test
  void shouldRefuseAReservedDomain() {
    OwnerGiven given = given();
    SignUp signUp =
        new SignUp(
            new CommandId("s1"), VISITOR, new InstanceId("other"), NOTES, DOMAIN, OWNER, null);

    assertThat(words(given.hear(new SignUpReceived(signUp))))
        .containsExactly("show refused DOMAIN_TAKEN", "reject DOMAIN_TAKEN");
    assertThat(given.account().used()).isZero();
  }

  @Test
  void shouldSayWhoHasHowMany() {
    OwnerGiven given = given(FIRST, opened("x", "api-1"));

    Show show = (Show) given.hear(received("s3", "c")).effects().getFirst();

    assertThat(show.view().message())
        .isEqualTo(
            "Expected the owner 'owner-1' to have less than 2 instances, but there are 1 and 1 are being made.");
  }

  @Test
  void shouldCountAnInstanceThatIsOpenedAgainOnce() {
    OwnerGiven given = given(opened("a", "1"), opened("a", "2"));

    assertThat(given.account().open()).isEqualTo(1);
    assertThat(given.instances()).containsEntry(new InstanceId("a"), new CommandId("2"));
  }

  @Test
  void shouldRememberTheNewestHundredDecidedSignUps() {
    OwnerGiven given = given();
    for (int i = 0; i <= OwnerAccount.REMEMBERED; i++) {
      given.hear(received("s" + i, "a"));
      given.hear(refused("s" + i, "a"));
    }

    assertThat(given.account().settled())
        .hasSize(OwnerAccount.REMEMBERED)
        .startsWith(new CommandId("s1"));
    assertThat(words(given.hear(received("s1", "a")))).isEmpty();
    assertThat(words(given.hear(received("s0", "a")))).hasSize(2);
  }

  @Test
  void shouldKnowASignUpForAsLongAsItsInstanceIsThere() {
    OwnerGiven given = given(FIRST, opened("a", "s1"));
    for (int i = 0; i < 2 * OwnerAccount.REMEMBERED; i++) {
      given.hear(received("t" + i, "b"));
      given.hear(refused("t" + i, "b"));
    }

    assertThat(given.account().settled()).doesNotContain(new CommandId("s1"));
    assertThat(words(given.hear(FIRST))).isEmpty();
  }
}
