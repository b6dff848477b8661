package io.dormouse.streams;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule holds of the program, and is seen red each time on a class that breaks it. */
class ArchitectureTest {

  private static final JavaClasses PROGRAM =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.dormouse.streams");

  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.OnlyIncludeTests())
          .importPackages("io.dormouse.streams");

  static Stream<Arguments> rules() {
    return Stream.of(
        rule(ArchitectureRules.decisionsReadNoClock(), Offenders.NowPolicy.class),
        rule(ArchitectureRules.decisionsReadNoClock(), Offenders.MillisPlanner.class),
        rule(ArchitectureRules.decisionsReadNoClock(), Offenders.NanosState.class),
        rule(ArchitectureRules.decisionsReadNoClock(), Offenders.ClockTurn.class),
        rule(ArchitectureRules.decisionsReadNoClock(), Offenders.TodayLedger.class),
        rule(ArchitectureRules.decisionsThrowNoDice(), Offenders.MathDecider.class),
        rule(ArchitectureRules.decisionsThrowNoDice(), Offenders.RandomEvolution.class),
        rule(ArchitectureRules.decisionsThrowNoDice(), Offenders.UuidReactor.class),
        rule(ArchitectureRules.decisionsReadNoEnvironment(), Offenders.EnvironmentViews.class),
        rule(ArchitectureRules.decisionsReadNoEnvironment(), Offenders.PropertyViews.class),
        rule(ArchitectureRules.decisionsTouchNoWorld(), Offenders.FileDecider.class),
        rule(ArchitectureRules.decisionsTouchNoWorld(), Offenders.PathDecider.class),
        rule(ArchitectureRules.decisionsTouchNoWorld(), Offenders.StoreHostEntry.class),
        rule(ArchitectureRules.decisionsTouchNoWorld(), Offenders.VertxPlanner.class));
  }

  private static Arguments rule(ArchRule rule, Class<?> offender) {
    return Arguments.of(rule, offender);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void shouldHoldAndBeAbleToFail(ArchRule rule, Class<?> offender) {
    rule.check(PROGRAM);
    assertThatThrownBy(() -> rule.check(new ClassFileImporter().importClasses(offender)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(offender.getSimpleName());
  }

  @Test
  void shouldSpeakOfTheClassesThatDecide() {
    assertThat(
            PROGRAM.stream()
                .filter(ArchitectureRules.arePure())
                .filter(one -> !one.getName().contains("$"))
                .map(JavaClass::getSimpleName))
        .containsExactlyInAnyOrder(
            "ActivityLedger",
            "BackoffPolicy",
            "CredentialPolicy",
            "DeadlineDecider",
            "Decision",
            "DecisionContext",
            "DomainDecider",
            "DomainPolicy",
            "Facts",
            "HostEntry",
            "IdlePolicy",
            "InstanceDecider",
            "InstanceEffect",
            "InstanceEvolution",
            "InstanceReactor",
            "InstanceState",
            "InstanceTurn",
            "InstanceViews",
            "OwnerAccount",
            "OwnerDecider",
            "OwnerEffect",
            "PlacementPlanner",
            "QueuePolicy",
            "ReplicaDecider",
            "ResourceDecider",
            "ResourceEvolution",
            "StickyPolicy",
            "WaitingReplica");
  }

  static Stream<Arguments> borders() {
    return Stream.of(
        Arguments.of(ArchitectureRules.instancesKnowOnlyThemselves(), "streams.instance.WalkWorld"),
        Arguments.of(
            ArchitectureRules.schedulerAndRegisterKnowOnlyThemselves(),
            "streams.placement.CuriousScheduler"),
        Arguments.of(ArchitectureRules.nobodyKnowsTheWireFormat(), "streams.Offenders$OnTheWire"));
  }

  /** The offender is one of the tests' classes. */
  @ParameterizedTest
  @MethodSource("borders")
  void shouldKeepTheBordersAndSeeWhoCrossesThem(ArchRule rule, String offender) {
    rule.check(PROGRAM);
    assertThatThrownBy(() -> rule.check(TESTS))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(offender);
  }

  @Test
  void shouldNotTrustARuleThatSpeaksOfNobody() {
    ArchRule ofNobody = noClasses().that().haveSimpleName("Nobody").should().bePublic();

    assertThatThrownBy(() -> ofNobody.check(PROGRAM))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("failed to check any classes");
  }

  @Test
  void shouldNotHaveAMockingLibraryAtHand() {
    assertThat(List.of("org.mockito.Mockito", "org.easymock.EasyMock", "org.jmock.Mockery"))
        .noneMatch(ArchitectureTest::isThere);
    assertThat(isThere("org.assertj.core.api.Assertions")).isTrue();
  }

  private static boolean isThere(String className) {
    try {
      Class.forName(className, false, ArchitectureTest.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
