package io.dormouse.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

/** Purity of the core: each rule is checked to hold, and to fail on a class that breaks it. */
class CoreArchitectureTest {

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.dormouse.core");

  static Stream<Arguments> rules() {
    return Stream.of(
        rule(CoreArchitectureRules.decisionsReadNoClock(), CoreOffenders.NowPolicy.class),
        rule(CoreArchitectureRules.decisionsReadNoClock(), CoreOffenders.MillisPlanner.class),
        rule(CoreArchitectureRules.decisionsReadNoClock(), CoreOffenders.NanosState.class),
        rule(CoreArchitectureRules.decisionsReadNoClock(), CoreOffenders.ClockTurn.class),
        rule(CoreArchitectureRules.decisionsReadNoClock(), CoreOffenders.TodayLedger.class),
        rule(CoreArchitectureRules.decisionsThrowNoDice(), CoreOffenders.MathDecider.class),
        rule(CoreArchitectureRules.decisionsThrowNoDice(), CoreOffenders.RandomEvolution.class),
        rule(CoreArchitectureRules.decisionsThrowNoDice(), CoreOffenders.UuidReactor.class),
        rule(
            CoreArchitectureRules.decisionsReadNoEnvironment(),
            CoreOffenders.EnvironmentViews.class),
        rule(CoreArchitectureRules.decisionsReadNoEnvironment(), CoreOffenders.PropertyViews.class),
        rule(CoreArchitectureRules.decisionsTouchNoWorld(), CoreOffenders.FileDecider.class),
        rule(CoreArchitectureRules.decisionsTouchNoWorld(), CoreOffenders.PathDecider.class),
        rule(CoreArchitectureRules.decisionsTouchNoWorld(), CoreOffenders.ThreadPlanner.class));
  }

  private static Arguments rule(ArchRule rule, Class<?> offender) {
    return Arguments.of(rule, offender);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void shouldHoldAndBeAbleToFail(ArchRule rule, Class<?> offender) {
    rule.check(CORE);
    assertThatThrownBy(() -> rule.check(new ClassFileImporter().importClasses(offender)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(offender.getSimpleName());
  }

  /** The module's dependencies ensure this already; the rule gives the reason. */
  @Test
  void shouldStandOnTheLanguageAlone() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.dormouse.core..", "io.dormouse.language..", "java..", "org.jspecify.annotations..")
        .check(CORE);
  }

  @Test
  void shouldHaveNoCircleOfPackages() {
    slices().matching("io.dormouse.core.(**)").should().beFreeOfCycles().check(CORE);
  }

  @Test
  void shouldNotTrustARuleThatSpeaksOfNobody() {
    ArchRule ofNobody = noClasses().that().haveSimpleName("Nobody").should().bePublic();

    assertThatThrownBy(() -> ofNobody.check(CORE))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("failed to check any classes");
  }

  @Test
  void shouldNotHaveAMockingLibraryAtHand() {
    assertThat(List.of("org.mockito.Mockito", "org.easymock.EasyMock", "org.jmock.Mockery"))
        .noneMatch(CoreArchitectureTest::isThere);
    assertThat(isThere("org.assertj.core.api.Assertions")).isTrue();
  }

  private static boolean isThere(String className) {
    try {
      Class.forName(className, false, CoreArchitectureTest.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
